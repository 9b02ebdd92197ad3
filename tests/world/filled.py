"""A database as it is after years: made of a few rows by SQL, in seconds where the front door would take days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from tests.world.cases import AT

_BEYOND_TRIGGERS = "SET session_replication_role = replica"
_WITH_TRIGGERS = "SET session_replication_role = DEFAULT"

_EVENTS = """
INSERT INTO audit_record (sequence, at, event, actor_kind, actor_id, actor_name, "case", institution, client, subject,
                          environment, request_id, outcome, code, data, previous_hash, hash)
SELECT head.sequence + n, %(at)s::timestamptz + n * interval '1 millisecond', kind.event, 'client', %(client)s,
       'Sistēma', CASE WHEN kind.event LIKE 'api.%%' THEN %(case)s ELSE '' END, '',
       CASE WHEN kind.event LIKE 'api.%%' THEN %(client)s ELSE 'other' END,
       CASE WHEN kind.event LIKE 'api.%%' THEN '' ELSE 'session-' || n / 10 END,
       kind.environment, 'filled-' || n, kind.outcome, kind.code,
       jsonb_build_object('certificate', %(certificate)s::text, 'route', '/v1/probe', 'status', 200, 'method', 'GET',
                          'address', '8.8.4.4', 'apiVersion', 'v1'),
       'filled-' || n - 1, 'filled-' || n
FROM (SELECT coalesce(max(sequence), 0) AS sequence FROM audit_record) AS head, generate_series(1, %(times)s) AS n,
     LATERAL (SELECT * FROM (VALUES
        (0, 'api.called', 'test', 'ok', ''), (1, 'api.called', 'test', 'ok', ''), (2, 'api.called', 'test', 'ok', ''),
        (3, 'api.called', 'test', 'ok', ''), (4, 'api.refused', 'test', 'refused', 'EPAK_NUMBER_MISSING'),
        (5, 'signing.session.opened', 'test', 'ok', ''), (6, 'signing.document.added', 'test', 'ok', ''),
        (7, 'signing.signature.prepared', 'test', 'ok', ''), (8, 'signing.signature.finalized', 'test', 'ok', ''),
        (9, 'signing.result.sent', 'test', 'ok', '')) AS kinds(place, event, environment, outcome, code)
        WHERE place = n %% 10) AS kind
"""
_CERTIFICATES = """
INSERT INTO registry_certificate (id, use, source, authority, client_id, fingerprint_sha256, spki_sha256, serial,
                                  subject, issuer, not_before, not_after, status, pem, chain_pem, registered_at,
                                  revoked_at, revocation_reason)
SELECT gen_random_uuid(), 'client', 'issued', 'test-clients', %(client)s::uuid, md5(n::text) || md5('f' || n),
       md5('k' || n) || md5(n::text), 'f' || to_hex(n), 'CN=' || n, 'CN=E-Signer TEST Clients CA',
       %(at)s::timestamptz - interval '800 days', %(at)s::timestamptz + n * interval '1 minute' - interval '500 days',
       CASE n %% 10 WHEN 0 THEN 'revoked' ELSE 'active' END, repeat('p', 1500), repeat('c', 1500),
       %(at)s::timestamptz - interval '700 days' + n * interval '1 second',
       CASE n %% 10 WHEN 0 THEN %(at)s::timestamptz - interval '600 days' END,
       CASE n %% 10 WHEN 0 THEN 'superseded' ELSE '' END
FROM generate_series(1, %(times)s) AS n
"""
_SESSIONS = """
INSERT INTO signing_session (id, environment, client_id, client_name, institution_id, format, shape, level, signers,
                             return_url, notify_url, language, token, status, failure_code, result_file, result_level,
                             created_at, expires_at, ended_at, purged_at)
SELECT gen_random_uuid(), 'test', %(client)s::uuid, 'Sistēma', gen_random_uuid(), 'asice', '{}', 'LT', '[]', '', '',
       'lv', md5(random()::text || n), 'SIGNED', '', 'gone', 'LT', %(at)s::timestamptz, %(at)s::timestamptz,
       %(at)s::timestamptz, CASE n %% 2 WHEN 0 THEN %(at)s::timestamptz END
FROM generate_series(1, %(times)s) AS n
"""
_SIGNATURES = """
INSERT INTO signing_signature (id, session_id, state, means, level, certificate, prepared, value, timestamp,
                               outstanding_code, failure_code, request_id, created_at, value_given_at, finished_at)
SELECT gen_random_uuid(), id, 'FINISHED', 'two-step', 'LT', '\\x00', '', '\\x00', '\\x00', '', '', '', created_at,
       created_at, created_at
FROM signing_session WHERE client_name = 'Sistēma' AND result_file = 'gone'
"""
_TABLES = ("audit_record", "registry_certificate", "signing_session", "signing_signature")


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose the rows are."""

    client_id: UUID
    case_id: str
    fingerprint_sha256: str


def fill(owner: Owner, *, events: int = 0, certificates: int = 0, sessions: int = 0) -> None:
    """Add so many rows of each; half of the events are calls of the owner's client with its certificate."""
    values: dict[str, str | datetime | int] = {
        "at": AT + timedelta(minutes=5),
        "client": str(owner.client_id),
        "case": owner.case_id,
        "certificate": owner.fingerprint_sha256,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEYOND_TRIGGERS)
        for statement, times in ((_EVENTS, events), (_CERTIFICATES, certificates), (_SESSIONS, sessions)):
            if times:
                cursor.execute(statement, values | {"times": times})
        if sessions:
            cursor.execute(_SIGNATURES)
        if events:
            cursor.execute(
                "UPDATE audit_chain_head SET (sequence, hash) ="
                " (SELECT sequence, hash FROM audit_record ORDER BY sequence DESC LIMIT 1)"
            )
        cursor.execute("UPDATE registry_revocationlist SET wanted = wanted + 1")
        cursor.execute(_WITH_TRIGGERS)
        for table in _TABLES:
            cursor.execute(f"ANALYZE {table}")
