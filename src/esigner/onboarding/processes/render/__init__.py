"""The scheme drawn from its table: Markdown table, Mermaid, BPMN 2.0, SVG. Each takes the process and a language."""

from esigner.onboarding.processes.render.drawing import svg
from esigner.onboarding.processes.render.flowchart import mermaid
from esigner.onboarding.processes.render.interchange import bpmn
from esigner.onboarding.processes.render.rows import table

__all__ = ["bpmn", "mermaid", "svg", "table"]
