"""Keep with every application and case the process it is in; existing ones are in the first one."""

from typing import ClassVar

from django.db import migrations, models

THERE_WAS = {"process": "eparakstitajs", "process_version": 1}


def _add(model: str) -> list[migrations.operations.base.Operation]:
    return [
        migrations.AddField(
            model_name=model,
            name="process",
            field=models.CharField(default=THERE_WAS["process"], max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name=model,
            name="process_version",
            field=models.PositiveSmallIntegerField(default=THERE_WAS["process_version"]),
            preserve_default=False,
        ),
        migrations.AlterField(model_name=model, name="state", field=models.CharField(max_length=32)),
    ]


class Migration(migrations.Migration):
    """A state is a word of a process, so each row says of which; the list of states leaves the tables."""

    dependencies: ClassVar = [("onboarding", "0002_sides")]
    operations: ClassVar = [
        *_add("application"),
        *_add("case"),
        migrations.RemoveConstraint(model_name="application", name="onboarding_rendered_has_files"),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                name="onboarding_rendered_has_files",
                condition=models.Q(terms_version__isnull=True, rendered_pdf="", rendered_json="")
                | (models.Q(terms_version__isnull=False) & ~models.Q(rendered_pdf="") & ~models.Q(rendered_json="")),
            ),
        ),
    ]
