"""Keep what was counted of the log as test evidence; it begins empty, and is counted as it is asked for."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables, and the indexes by which lists come by the page."""

    dependencies: ClassVar = [("onboarding", "0004_defaults")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="EvidenceCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField()),
                ("fingerprint_sha256", models.CharField(max_length=64)),
                ("position", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client_id", "fingerprint_sha256"), name="onboarding_evidence_count_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scenario", models.CharField(max_length=40)),
                ("position", models.BigIntegerField()),
                ("passed", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("request_id", models.TextField(blank=True)),
                ("code", models.TextField(blank=True)),
                ("subject", models.TextField(blank=True)),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="onboarding.evidencecount",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("count", "scenario", "position"), name="onboarding_evidence_run_once"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            "application", models.Index(fields=["turn_since_at", "id"], name="onboarding_application_turn")
        ),
        migrations.AddIndex("case", models.Index(fields=["turn_since_at", "id"], name="onboarding_case_turn")),
    ]
