"""Attempts to sign with a means that sends a person elsewhere, or has them confirm on another device."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    dependencies = [("signing", "0004_purged_sessions")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("correlation", models.CharField(max_length=64, unique=True)),
                ("choice", models.CharField(max_length=200)),
                ("step", models.PositiveIntegerField(default=0)),
                ("state", models.JSONField(default=dict)),
                ("came", models.JSONField(default=dict)),
                ("url", models.TextField(blank=True)),
                ("message_lv", models.TextField(blank=True)),
                ("message_en", models.TextField(blank=True)),
                ("verification_code", models.CharField(blank=True, max_length=40)),
                ("begun_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ask_at", models.DateTimeField(null=True)),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attempt", to="signing.signature"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["ask_at"], name="signing_attempt_ask")]},
        ),
    ]
