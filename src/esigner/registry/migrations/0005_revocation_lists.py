"""Keep revocation lists as they are published; find certificates by the page, and revoked ones by their authority."""

from typing import ClassVar

from django.db import migrations, models

# Code of the release before revokes too while it still runs: that is why the database counts, and not the code.
COUNT = """
CREATE FUNCTION registry_count_revocations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registry_revocationlist (authority, wanted, number, sha256)
        SELECT authority, count(*), 0, '' FROM changed WHERE status = 'revoked' AND authority <> '' GROUP BY authority
        ORDER BY authority
        ON CONFLICT (authority) DO UPDATE SET wanted = registry_revocationlist.wanted + EXCLUDED.wanted;
    RETURN NULL;
END $$;
CREATE TRIGGER registry_certificate_revoked AFTER UPDATE ON registry_certificate REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION registry_count_revocations();
CREATE TRIGGER registry_certificate_added AFTER INSERT ON registry_certificate REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION registry_count_revocations();
"""
FORGET = """
DROP TRIGGER registry_certificate_revoked ON registry_certificate;
DROP TRIGGER registry_certificate_added ON registry_certificate;
DROP FUNCTION registry_count_revocations();
"""


class Migration(migrations.Migration):
    """Make the table, its trigger and the indexes."""

    dependencies: ClassVar = [("registry", "0004_defaults")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RevocationList",
            fields=[
                ("authority", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("wanted", models.BigIntegerField(default=0)),
                ("built", models.BigIntegerField(null=True)),
                ("number", models.BigIntegerField(default=0)),
                ("content", models.BinaryField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("this_update", models.DateTimeField(null=True)),
                ("next_update", models.DateTimeField(null=True)),
                ("regular_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(COUNT, FORGET),
        migrations.AddIndex(
            "certificate",
            models.Index("authority", "revoked_at", name="registry_cert_revoked", condition=models.Q(status="revoked")),
        ),
        migrations.AddIndex(
            "certificate",
            models.Index(fields=["client", "status", "registered_at"], name="registry_cert_of_client"),
        ),
        migrations.AddIndex(
            "certificate",
            models.Index("registered_at", "id", name="registry_cert_of_clients", condition=models.Q(use="client")),
        ),
    ]
