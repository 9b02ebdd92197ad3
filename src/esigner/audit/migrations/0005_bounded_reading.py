"""Indexes by which a page, or a question about one client or case, reads as many rows of the log as it shows."""

from typing import ClassVar

from django.db import migrations

# Calls are most of the log: a case's history and a client's signatures are found without going through them. The keys
# are expressions, so that nothing else fits the question: of two indexes that fit, the planner took the one with calls.
CREATE = """
CREATE INDEX audit_record_event ON audit_record (event, environment, (sequence + 0));
CREATE INDEX audit_record_case_history ON audit_record (('history ' || "case"), sequence)
    WHERE "case" <> '' AND event NOT IN ('api.called', 'api.refused');
CREATE INDEX audit_record_case_refused ON audit_record (('refused ' || "case"), sequence)
    WHERE "case" <> '' AND event = 'api.refused';
CREATE INDEX audit_record_client_signed ON audit_record (('signed ' || client), sequence)
    WHERE client <> '' AND event = 'signing.signature.finalized';
"""
DROP = """
DROP INDEX audit_record_event;
DROP INDEX audit_record_case_history;
DROP INDEX audit_record_case_refused;
DROP INDEX audit_record_client_signed;
"""


class Migration(migrations.Migration):
    """Make the indexes."""

    dependencies: ClassVar = [("audit", "0004_unchained")]

    operations: ClassVar = [migrations.RunSQL(CREATE, DROP)]
