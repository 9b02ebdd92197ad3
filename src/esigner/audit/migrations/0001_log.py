"""Make the log: append-only by trigger, chained, with a head that only grows."""

from typing import ClassVar

from django.db import migrations, models

TABLES = """
CREATE TABLE audit_record (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    at timestamptz NOT NULL,
    event text NOT NULL CHECK (event <> ''),
    actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'client', 'system')),
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    "case" text NOT NULL,
    institution text NOT NULL,
    client text NOT NULL,
    subject text NOT NULL,
    environment text NOT NULL,
    request_id text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    code text NOT NULL,
    data jsonb NOT NULL,
    previous_hash text NOT NULL UNIQUE,
    hash text NOT NULL UNIQUE
);
CREATE INDEX audit_record_case ON audit_record ("case", sequence) WHERE "case" <> '';
CREATE INDEX audit_record_client ON audit_record (client, sequence) WHERE client <> '';
CREATE INDEX audit_record_institution ON audit_record (institution, sequence) WHERE institution <> '';
CREATE INDEX audit_record_subject ON audit_record (subject, sequence) WHERE subject <> '';
CREATE INDEX audit_record_request ON audit_record (request_id) WHERE request_id <> '';
CREATE TABLE audit_chain_head (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    sequence bigint NOT NULL,
    hash text NOT NULL
);
"""

# Continuity is checked here too: a writer that is not ours cannot leave a gap or a fork.
TRIGGERS = """
CREATE FUNCTION audit_grow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_sequence bigint;
    last_hash text;
BEGIN
    SELECT sequence, hash INTO last_sequence, last_hash FROM audit_chain_head FOR UPDATE;
    IF NEW.sequence <> coalesce(last_sequence, 0) + 1
       OR NEW.previous_hash <> coalesce(last_hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'audit_record: row % does not continue the chain', NEW.sequence;
    END IF;
    INSERT INTO audit_chain_head (id, sequence, hash) VALUES (true, NEW.sequence, NEW.hash)
        ON CONFLICT (id) DO UPDATE SET sequence = EXCLUDED.sequence, hash = EXCLUDED.hash;
    RETURN NEW;
END $$;
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: % refused, the log only grows', TG_TABLE_NAME, TG_OP;
END $$;
CREATE FUNCTION audit_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'audit_chain_head: % refused, only a new row moves the head', TG_OP;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_record_grow BEFORE INSERT ON audit_record FOR EACH ROW EXECUTE FUNCTION audit_grow();
CREATE TRIGGER audit_record_refuse BEFORE UPDATE OR DELETE ON audit_record
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_record_refuse_truncate BEFORE TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_guard BEFORE INSERT OR UPDATE ON audit_chain_head
    FOR EACH ROW EXECUTE FUNCTION audit_guard_head();
CREATE TRIGGER audit_head_refuse BEFORE DELETE OR TRUNCATE ON audit_chain_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

REMOVE = """
DROP TABLE audit_record;
DROP TABLE audit_chain_head;
DROP FUNCTION audit_grow();
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_guard_head();
"""


class Migration(migrations.Migration):
    """Make the log by SQL; the models only follow it."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.RunSQL(sql=TABLES, reverse_sql=REMOVE),
        migrations.RunSQL(sql=TRIGGERS, reverse_sql=migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("event", models.TextField()),
                ("actor_kind", models.TextField()),
                ("actor_id", models.TextField()),
                ("actor_name", models.TextField()),
                ("case", models.TextField()),
                ("institution", models.TextField()),
                ("client", models.TextField()),
                ("subject", models.TextField()),
                ("environment", models.TextField()),
                ("request_id", models.TextField()),
                ("outcome", models.TextField()),
                ("code", models.TextField()),
                ("data", models.JSONField()),
                ("previous_hash", models.TextField()),
                ("hash", models.TextField(unique=True)),
            ],
            options={"db_table": "audit_record", "ordering": ["sequence"], "managed": False},
        ),
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("sequence", models.BigIntegerField()),
                ("hash", models.TextField()),
            ],
            options={"db_table": "audit_chain_head", "managed": False},
        ),
    ]
