"""Make the tables of letter numbers, official documents and mail."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables of letter numbers, official documents and mail."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recipients", models.JSONField()),
                ("subject", models.CharField(max_length=300)),
                ("body", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("headers", models.JSONField(default=dict)),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("queued_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("failure_code", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="NumberCounter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("series", models.CharField(max_length=10)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("series", "year"), name="notices_counter_once")],
            },
        ),
        migrations.CreateModel(
            name="OfficialDocument",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("dated", models.DateField()),
                ("title_lv", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("case", models.CharField(blank=True, db_index=True, max_length=60)),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("file", models.FileField(max_length=300, upload_to="official/%Y")),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="notices_document_number_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailAttachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(max_length=100)),
                ("file", models.FileField(max_length=300, upload_to="mail/%Y")),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="notices.mail"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mail", "position"), name="notices_attachment_position_once")
                ],
            },
        ),
    ]
