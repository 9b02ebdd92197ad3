"""Events are recorded without waiting for each other, in a table of their own; one act chains many of them."""

from typing import Any, ClassVar

from django.db import migrations, models

# Numbers of entries begin where no position in the chain will ever be: rows of before have none.
TABLES = """
ALTER TABLE audit_record ADD COLUMN entry bigint;
CREATE UNIQUE INDEX audit_record_entry ON audit_record (entry) WHERE entry IS NOT NULL;
CREATE TABLE audit_unchained (
    entry bigint GENERATED ALWAYS AS IDENTITY (START WITH 1099511627776) PRIMARY KEY,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
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
    data jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 1000000);
CREATE VIEW audit_event AS
    SELECT coalesce(entry, sequence) AS id, sequence AS place, sequence, at, event, actor_kind, actor_id, actor_name,
           "case", institution, client, subject, environment, request_id, outcome, code, data, previous_hash, hash
    FROM audit_record
    UNION ALL
    SELECT entry, entry, NULL, at, event, actor_kind, actor_id, actor_name,
           "case", institution, client, subject, environment, request_id, outcome, code, data, '', ''
    FROM audit_unchained;
"""

# As the owner: the application's role may add entries, and have them chained, and nothing else.
FUNCTIONS = """
CREATE FUNCTION audit_grow_together() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_sequence bigint := 0;
    last_hash text := repeat('0', 64);
    broken bigint;
BEGIN
    SELECT sequence, hash INTO last_sequence, last_hash FROM audit_chain_head FOR UPDATE;
    SELECT min(sequence) INTO broken FROM (
        SELECT sequence, previous_hash, row_number() OVER chain AS place,
               lag(hash, 1, coalesce(last_hash, repeat('0', 64))) OVER chain AS before
        FROM added WINDOW chain AS (ORDER BY sequence)
    ) AS one WHERE sequence <> coalesce(last_sequence, 0) + place OR previous_hash <> before;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'audit_record: row % does not continue the chain', broken;
    END IF;
    INSERT INTO audit_chain_head (id, sequence, hash)
        SELECT true, sequence, hash FROM added ORDER BY sequence DESC LIMIT 1
        ON CONFLICT (id) DO UPDATE SET sequence = EXCLUDED.sequence, hash = EXCLUDED.hash;
    RETURN NULL;
END $$;
DROP TRIGGER audit_record_grow ON audit_record;
CREATE TRIGGER audit_record_grow AFTER INSERT ON audit_record REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audit_grow_together();
CREATE FUNCTION audit_chain(entries bigint[], hashes text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last_sequence bigint := 0;
    last_hash text := repeat('0', 64);
BEGIN
    SELECT sequence, hash INTO last_sequence, last_hash FROM audit_chain_head FOR UPDATE;
    INSERT INTO audit_record (sequence, entry, at, event, actor_kind, actor_id, actor_name, "case", institution,
                              client, subject, environment, request_id, outcome, code, data, previous_hash, hash)
        SELECT coalesce(last_sequence, 0) + one.place, u.entry, u.at, u.event, u.actor_kind, u.actor_id, u.actor_name,
               u."case", u.institution, u.client, u.subject, u.environment, u.request_id, u.outcome, u.code, u.data,
               CASE one.place WHEN 1 THEN coalesce(last_hash, repeat('0', 64)) ELSE hashes[one.place - 1] END,
               hashes[one.place]
        FROM unnest(entries) WITH ORDINALITY AS one(entry, place) JOIN audit_unchained u ON u.entry = one.entry
        ORDER BY one.place;
    DELETE FROM audit_unchained WHERE entry = ANY (entries);
END $$;
CREATE FUNCTION audit_keep_unchained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone LEFT JOIN audit_record r ON r.entry = gone.entry WHERE r.entry IS NULL) THEN
        RAISE EXCEPTION 'audit_unchained: DELETE refused, what is not in the chain stays';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_unchained_keep AFTER DELETE ON audit_unchained REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_unchained();
CREATE TRIGGER audit_unchained_refuse BEFORE UPDATE OR TRUNCATE ON audit_unchained
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
DO $$ BEGIN
    ALTER FUNCTION audit_grow_together() SECURITY DEFINER;
    EXECUTE format('ALTER FUNCTION audit_grow_together() SET search_path = %I, pg_temp', current_schema());
    ALTER FUNCTION audit_chain(bigint[], text[]) SECURITY DEFINER;
    EXECUTE format('ALTER FUNCTION audit_chain(bigint[], text[]) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION audit_keep_unchained() SET search_path = %I, pg_temp', current_schema());
END $$;
"""

REMOVE = """
DROP TRIGGER audit_record_grow ON audit_record;
CREATE TRIGGER audit_record_grow BEFORE INSERT ON audit_record FOR EACH ROW EXECUTE FUNCTION audit_grow();
DROP FUNCTION audit_grow_together();
DROP VIEW audit_event;
DROP FUNCTION audit_chain(bigint[], text[]);
DROP TABLE audit_unchained;
DROP FUNCTION audit_keep_unchained();
ALTER TABLE audit_record DROP COLUMN entry;
"""

_FIELDS: "list[tuple[str, models.Field[Any, Any]]]" = [
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
]


class Migration(migrations.Migration):
    """Make the table, the view of both, and the function by SQL; the models only follow."""

    dependencies: ClassVar = [("audit", "0003_person")]

    operations: ClassVar = [
        migrations.RunSQL(sql=TABLES, reverse_sql=REMOVE),
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=migrations.RunSQL.noop),
        migrations.AddField("record", "entry", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="Unchained",
            fields=[
                ("entry", models.BigAutoField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                *_FIELDS,
            ],
            options={"db_table": "audit_unchained", "ordering": ["entry"], "managed": False},
        ),
        migrations.CreateModel(
            name="Recorded",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("place", models.BigIntegerField()),
                ("sequence", models.BigIntegerField(null=True)),
                *_FIELDS,
                ("previous_hash", models.TextField()),
                ("hash", models.TextField()),
            ],
            options={"db_table": "audit_event", "ordering": ["place"], "managed": False},
        ),
    ]
