"""`anchor`, `audit` and `process`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection

from esigner import audit
from esigner.cli import frame
from esigner.registry import anchors
from esigner.registry.kinds import AnchorPurpose, Environment

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def certificate() -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Cita sakne")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(5).not_valid_before(AT).not_valid_after(AT + timedelta(days=9))
    return builder.sign(key, hashes.SHA256())


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_anchor_is_trusted_where_it_was_named(tmp_path: Path, encoding: Encoding) -> None:
    root = certificate()
    (tmp_path / "root").write_bytes(root.public_bytes(encoding))
    words = ["anchor", "add", str(tmp_path / "root"), "--label", "Cita", "--environment", "test"]
    assert frame.main([*words, "--purpose", "signature", "--purpose", "timestamp"]) == 0
    assert root in anchors.of(Environment.TEST, AnchorPurpose.SIGNATURE)
    assert root in anchors.of(Environment.TEST, AnchorPurpose.TIMESTAMP)
    assert root not in anchors.of(Environment.TEST, AnchorPurpose.CLIENT)
    assert root not in anchors.of(Environment.PRODUCTION, AnchorPurpose.SIGNATURE)


@pytest.mark.django_db
def test_whole_log_is_told_with_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    audit.record(event="person.created", act=audit.by_system(at=AT), subject="1")
    audit.chain_all()
    head = audit.head()
    assert frame.main(["audit", "verify"]) == 0
    assert capsys.readouterr().out.startswith(f"{head.sequence}:{head.hash} žurnāls ir vesels")
    assert frame.main(["audit", "verify", "--head", f"{head.sequence}:{head.hash}"]) == 0


@pytest.mark.django_db
def test_log_rewritten_as_a_whole_is_found_by_a_noted_head(capsys: pytest.CaptureFixture[str]) -> None:
    audit.record(event="person.created", act=audit.by_system(at=AT), subject="1")
    assert frame.main(["audit", "verify", "--head", "1:" + "0" * 64]) == 1
    assert capsys.readouterr().out.startswith("CHANGED 1: ")


@pytest.mark.django_db(transaction=True)
def test_changed_row_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    audit.record(event="person.created", act=audit.by_system(at=AT), subject="1")
    audit.chain_all()
    with connection.cursor() as cursor:
        # As somebody with the database's own rights would: the trigger is switched off for the moment.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_record SET subject = '2'")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert frame.main(["audit", "verify"]) == 1
    said = capsys.readouterr().out
    assert "CHANGED 1: Ieraksts nr. 1 ir mainīts. · Row 1 was changed." in said
    assert "žurnāls ir bojāts" in said


@pytest.mark.parametrize("form", ["table", "mermaid", "bpmn", "svg"])
def test_process_is_written_in_both_languages(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language, words in (
        ("lv", {"Pieteikšanās", "Melnraksts", "Iestāde"}),
        ("en", {"Application", "Draft", "Institution"}),
    ):
        assert frame.main(["process", "--format", form, "--lang", language]) == 0
        written = capsys.readouterr().out
        assert any(word in written for word in words), written[:300]
