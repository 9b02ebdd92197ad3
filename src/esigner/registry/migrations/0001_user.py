"""Make the table of people."""

import uuid
from typing import ClassVar

import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table of people."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("given_name", models.CharField(max_length=150)),
                ("surname", models.CharField(max_length=150)),
                ("language", models.CharField(choices=[("lv", "lv"), ("en", "en")], default="lv", max_length=2)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["lv", "en"])), name="registry_user_language_known"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="registry_user_email_any_case"
                    ),
                ],
            },
        ),
    ]
