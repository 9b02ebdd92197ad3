"""Every form in which something is stored is known (ADR 0026), and what landed versions stored is read."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from esigner.onboarding import checks
from esigner.onboarding.form import Form
from esigner.onboarding.requests.entries import NetworkEntry
from tests.vectors import stored_rows

ROOT = Path(__file__).parents[2]
DECISION = ROOT / "docs/adr/0026-what-is-stored-is-read-for-ever.md"
OURS = ("audit", "notices", "onboarding", "registry", "signing")
ROWS = {path.stem: json.loads(path.read_text()) for path in sorted(Path(stored_rows.__file__).parent.glob("*.json"))}


def forms() -> list[str]:
    """Return the columns whose content has a shape of its own, as app.Model.field."""
    return sorted(
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.JSONField | models.BinaryField)
    )


def test_every_column_with_a_shape_of_its_own_is_in_the_decision() -> None:
    told = DECISION.read_text()
    assert [one for one in forms() if f"`{one.partition('.')[2]}`" not in told] == []


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_columns_of_landed_versions_are_read_and_written_as_they_are(row: dict[str, Any]) -> None:
    assert Form.from_dict(row["form"]).as_dict() == row["form"]
    assert checks.as_json(checks.from_json(row["checks"])) == row["checks"]
    assert [NetworkEntry.from_dict(one).as_dict() for one in row["networks"]] == row["networks"]
