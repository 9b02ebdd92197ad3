"""Loading trust: certificates, lists, folders; one malformed certificate harms nobody."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.trust import loading
from esigner.ades.trust.anchors import ALL_PURPOSES, Purpose, Trust, purposes_of
from esigner.ades.trust.errors import TrustNotReadableError
from tests.world.signing_pki import SIGNED_AT, signing_pki

_SERVICE = """<TSPService><ServiceInformation>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{status}</ServiceStatus>
<StatusStartingTime>2026-02-01T00:00:00Z</StatusStartingTime>
<ServiceDigitalIdentity><DigitalId><X509Certificate>{certificate}</X509Certificate></DigitalId></ServiceDigitalIdentity>
</ServiceInformation><ServiceHistory><ServiceHistoryInstance>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{before}</ServiceStatus>
<StatusStartingTime>2020-01-01T00:00:00Z</StatusStartingTime>
</ServiceHistoryInstance></ServiceHistory></TSPService>"""


def _list(*services: str) -> bytes:
    body = "".join(services)
    return f'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">{body}</TrustServiceStatusList>'.encode()


def _service(kind: str = "CA/QC", status: str = "granted", before: str = "granted", certificate: str = "") -> str:
    der = signing_pki().root.certificate.public_bytes(Encoding.DER)
    encoded = certificate or base64.b64encode(der).decode()
    return _SERVICE.format(kind=kind, status=status, before=before, certificate=encoded)


def test_load_reads_pem_der_and_folders(tmp_path: Path) -> None:
    pki = signing_pki()
    (tmp_path / "chain.pem").write_bytes(b"text\n" + pki.root.pem + b"more\n" + pki.issuing.pem)
    (tmp_path / "responder.cer").write_bytes(pki.responder.certificate.public_bytes(Encoding.DER))
    trust = loading.load([tmp_path])
    expected = {pki.root.certificate, pki.issuing.certificate, pki.responder.certificate}
    assert set(trust.anchors) == expected
    assert not trust.warnings


def test_malformed_certificate_is_left_out_with_a_warning(tmp_path: Path) -> None:
    pem = (
        b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(b"\x30\x03\x02\x01\x01") + b"\n-----END CERTIFICATE-----\n"
    )
    (tmp_path / "mixed.pem").write_bytes(pem + signing_pki().root.pem)
    trust = loading.load([tmp_path / "mixed.pem"])
    assert trust.anchors == (signing_pki().root.certificate,)
    assert len(trust.warnings) == 1
    assert trust.warnings[0].startswith("CERTIFICATE_MALFORMED: mixed.pem")


def test_malformed_certificate_of_a_list_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "list.xml").write_bytes(_list(_service(certificate="MAMCAQE="), _service()))
    trust = loading.load([tmp_path])
    assert [a.certificate for a in trust.services] == [signing_pki().root.certificate]
    assert len(trust.warnings) == 1


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [("CA/QC", Purpose.SIGNATURE), ("TSA/QTST", Purpose.TIMESTAMP), ("Certstatus/OCSP/QC", Purpose.OCSP)],
)
def test_service_counts_for_its_own_purpose_only(tmp_path: Path, kind: str, purpose: Purpose) -> None:
    (tmp_path / "list.xml").write_bytes(_list(_service(kind=kind)))
    trust = loading.load([tmp_path])
    counted = {p for p in Purpose if trust.anchors_for(p, SIGNED_AT)}
    assert counted == {purpose}


def test_withdrawn_service_counts_only_for_the_time_before(tmp_path: Path) -> None:
    (tmp_path / "list.xml").write_bytes(_list(_service(status="withdrawn")))
    trust = loading.load([tmp_path])
    assert trust.anchors_for(Purpose.SIGNATURE, datetime(2026, 1, 31, tzinfo=UTC))
    assert not trust.anchors_for(Purpose.SIGNATURE, datetime(2026, 2, 2, tzinfo=UTC))


@pytest.mark.attack
def test_list_with_a_doctype_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.xml").write_bytes(b"<!DOCTYPE a>" + _list(_service()))
    with pytest.raises(TrustNotReadableError):
        loading.load([tmp_path / "list.xml"])


@pytest.mark.parametrize("content", [b"", b"nothing", b"<other/>"])
def test_load_refuses_what_holds_no_trust(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file.pem").write_bytes(content)
    with pytest.raises(TrustNotReadableError):
        loading.load([tmp_path / "file.pem"])
    assert loading.load([tmp_path]).warnings == ("TRUST_NOT_READABLE: file.pem",)


def test_load_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TrustNotReadableError):
        loading.load([tmp_path / "missing.pem"])


@pytest.mark.attack
def test_signing_certificate_vouches_for_nothing() -> None:
    pki = signing_pki()
    assert purposes_of(pki.signer("P-256").certificate) == frozenset()
    assert purposes_of(pki.root.certificate) == ALL_PURPOSES
    assert purposes_of(pki.responder.certificate) == {Purpose.OCSP}
    assert purposes_of(pki.tsu.certificate) == {Purpose.TIMESTAMP}


def test_digest_cites_the_state() -> None:
    pki = signing_pki()
    one = Trust.of([pki.root.certificate, pki.issuing.certificate])
    assert one.digest == Trust.of([pki.issuing.certificate, pki.root.certificate]).digest
    assert one.digest != Trust.of([pki.root.certificate]).digest
