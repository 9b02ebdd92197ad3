"""What a person caused is counted by day."""

from django.db import migrations

CREATE = "CREATE INDEX audit_record_person ON audit_record (actor_id, at) WHERE actor_kind = 'person';"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_growth_by_the_owner")]

    operations = [migrations.RunSQL(CREATE, "DROP INDEX audit_record_person;")]
