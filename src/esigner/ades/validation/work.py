"""How much work one judgement may cost: a fixed part, and a part that grows with what was sent.

Public-key operations, nodes of trees and digested kilobytes all count as steps (`esigner.bounds`); two million are two
to three seconds on a slow machine. The part that grows lets a container of a gigabyte pass, which costs what it costs;
it stays in proportion, so that nothing small is dear.
"""

from collections.abc import Iterable
from typing import Final

_STEPS: Final = 2_000_000
_STEPS_PER_KILOBYTE: Final = 8


def steps_for(contents: Iterable[bytes]) -> int:
    """Give the steps that judging these bytes may take."""
    return _STEPS + _STEPS_PER_KILOBYTE * sum(len(content) // 1024 for content in contents)
