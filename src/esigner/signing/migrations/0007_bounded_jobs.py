"""Indexes by which the jobs that expire, take up and delete find what is due, however much there is."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the indexes: each holds only the rows of its job."""

    dependencies: ClassVar = [("signing", "0006_defaults")]

    operations: ClassVar = [
        migrations.AddIndex(
            "session",
            models.Index(
                fields=["expires_at"],
                name="signing_session_under_way",
                condition=models.Q(status__in=["OPEN", "READY", "SIGNING"]),
            ),
        ),
        migrations.AddIndex(
            "session",
            models.Index(
                fields=["ended_at"],
                name="signing_session_kept",
                condition=models.Q(purged_at__isnull=True, ended_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "signature",
            models.Index(
                fields=["next_try_at"], name="signing_signature_waiting", condition=models.Q(state="VALUE_GIVEN")
            ),
        ),
        migrations.AddIndex(
            "signature",
            models.Index(
                fields=["created_at"],
                name="signing_signature_unslimmed",
                condition=models.Q(state__in=["FINISHED", "FAILED"]) & ~models.Q(prepared=""),
            ),
        ),
        migrations.AddIndex("answer", models.Index(fields=["created_at"], name="signing_answer_age")),
    ]
