"""Keep successors of authorities, and what operators were told of ends: two new tables, nothing else changes."""

import uuid
from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Make the tables of generations and of notices."""

    dependencies: ClassVar = [
        ("registry", "0005_revocation_lists"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="EndNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("material", models.CharField(max_length=80)),
                ("stage", models.CharField(max_length=20)),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("material", "stage"), name="registry_end_notice_once")],
            },
        ),
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("slot", models.CharField(max_length=60)),
                ("number", models.PositiveSmallIntegerField()),
                ("material", models.CharField(max_length=60, unique=True)),
                ("fingerprint_sha256", models.CharField(max_length=64)),
                ("not_before", models.DateTimeField()),
                ("not_after", models.DateTimeField()),
                ("prepared_at", models.DateTimeField()),
                ("needs_officers", models.BooleanField(default=False)),
                ("first_officer", models.CharField(blank=True, default="", max_length=60)),
                ("second_officer", models.CharField(blank=True, default="", max_length=60)),
                ("takes_over_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("slot", "number"), name="registry_generation_once"),
                    models.CheckConstraint(condition=Q(number__gte=2), name="registry_generation_number"),
                    models.CheckConstraint(
                        condition=Q(needs_officers=False, takes_over_at__isnull=False)
                        | Q(needs_officers=True, takes_over_at__isnull=True)
                        | (Q(needs_officers=True) & ~Q(first_officer="") & ~Q(second_officer=F("first_officer")))
                        & ~Q(second_officer=""),
                        name="registry_generation_officers",
                    ),
                ],
            },
        ),
    ]
