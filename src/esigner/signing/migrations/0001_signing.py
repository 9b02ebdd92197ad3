"""Make the tables of signing."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables of sessions, documents, signatures and kept answers."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("client_id", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
                ("request_sha256", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client_id", "key"), name="signing_answer_key_unique")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("environment", models.CharField(max_length=10)),
                ("client_id", models.UUIDField(db_index=True)),
                ("client_name", models.CharField(max_length=300)),
                ("institution_id", models.UUIDField()),
                ("format", models.CharField(max_length=10)),
                ("level", models.CharField(max_length=3)),
                ("signers", models.JSONField(default=list)),
                ("return_url", models.URLField(blank=True, max_length=2000)),
                ("notify_url", models.URLField(blank=True, max_length=2000)),
                ("language", models.CharField(default="lv", max_length=2)),
                ("token", models.CharField(max_length=64, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "OPEN"),
                            ("READY", "READY"),
                            ("SIGNING", "SIGNING"),
                            ("SIGNED", "SIGNED"),
                            ("CANCELLED", "CANCELLED"),
                            ("FAILED", "FAILED"),
                            ("EXPIRED", "EXPIRED"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("failure_code", models.CharField(blank=True, max_length=64)),
                ("result_file", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["status", "expires_at"], name="signing_session_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["OPEN", "READY", "SIGNING", "SIGNED", "CANCELLED", "FAILED", "EXPIRED"])
                        ),
                        name="signing_session_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "SIGNED"), _negated=True),
                            models.Q(("result_file", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="signing_session_signed_has_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(max_length=255)),
                ("declared_bytes", models.BigIntegerField(null=True)),
                ("size_bytes", models.BigIntegerField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("file", models.CharField(blank=True, max_length=300)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="signing.session"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "position"), name="signing_document_position_unique"),
                    models.UniqueConstraint(fields=("session", "name"), name="signing_document_name_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PREPARED", "PREPARED"),
                            ("VALUE_GIVEN", "VALUE_GIVEN"),
                            ("FINISHED", "FINISHED"),
                            ("FAILED", "FAILED"),
                        ],
                        default="PREPARED",
                        max_length=12,
                    ),
                ),
                ("means", models.CharField(max_length=40)),
                ("level", models.CharField(max_length=3)),
                ("certificate", models.BinaryField()),
                ("prepared", models.TextField()),
                ("value", models.BinaryField(null=True)),
                ("timestamp", models.BinaryField(null=True)),
                ("outstanding_code", models.CharField(blank=True, max_length=64)),
                ("failure_code", models.CharField(blank=True, max_length=64)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField()),
                ("value_given_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="signing.session"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["PREPARED", "VALUE_GIVEN", "FINISHED", "FAILED"])),
                        name="signing_signature_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["PREPARED", "VALUE_GIVEN"])),
                        fields=("session",),
                        name="signing_signature_one_under_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "FINISHED"), _negated=True),
                            ("finished_at__isnull", False),
                            _connector="OR",
                        ),
                        name="signing_signature_finished_when",
                    ),
                ],
            },
        ),
    ]
