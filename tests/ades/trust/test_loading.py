"""Trusted lists (TS 119 612) and files of certificates: what is taken from them, and what is passed over."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from esigner.ades.trust import loading
from esigner.ades.trust.anchors import Purpose, Trust
from esigner.ades.trust.errors import TrustNotReadableError
from tests.world.signing_pki import signing_pki

ROOT, ISSUING = signing_pki().root.certificate, signing_pki().issuing.certificate
DER: Final = ROOT.public_bytes(Encoding.DER)
PEM: Final = ROOT.public_bytes(Encoding.PEM)
NS: Final = 'xmlns="http://uri.etsi.org/02231/v2#"'
GRANTED, WITHDRAWN = "http://x/Svcstatus/granted", "http://x/Svcstatus/withdrawn"
SINCE: Final = datetime(2016, 7, 1, tzinfo=UTC)


def state(status: str = GRANTED, since: str = "2016-07-01T00:00:00Z") -> str:
    return f"<ServiceStatus> {status} </ServiceStatus><StatusStartingTime> {since} </StatusStartingTime>"


def identity(*certificates: bytes) -> str:
    held = "".join(
        f"<DigitalId><X509Certificate>{b64encode(one).decode()}</X509Certificate></DigitalId>" for one in certificates
    )
    return f"<ServiceDigitalIdentity>{held}</ServiceDigitalIdentity>"


def service(
    kind: str = "CA/QC", *, said: str | None = None, certificates: Sequence[bytes] = (DER,), history: Sequence[str] = ()
) -> str:
    earlier = "".join(f"<ServiceHistoryInstance>{one}</ServiceHistoryInstance>" for one in history)
    return (
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier> http://uri.etsi.org/TrstSvc/Svctype/{kind} "
        f"</ServiceTypeIdentifier>{state() if said is None else said}{identity(*certificates)}</ServiceInformation>"
        f"<ServiceHistory>{earlier}</ServiceHistory></TSPService>"
    )


def listed(*services: str) -> bytes:
    return f"<TrustServiceStatusList {NS}>{''.join(services)}</TrustServiceStatusList>".encode()


def loaded(folder: Path, content: bytes, name: str = "a.xml") -> Trust:
    (folder / name).write_bytes(content)
    return loading.load([folder / name])


def test_service_is_an_anchor_with_its_purpose_and_periods(tmp_path: Path) -> None:
    trust = loaded(tmp_path, listed(service(said=state(WITHDRAWN, "2020-01-01T00:00:00Z"), history=[state()])))
    (anchor,) = trust.services
    assert (anchor.certificate, anchor.purposes) == (ROOT, frozenset({Purpose.SIGNATURE}))
    assert anchor.periods == ((SINCE, True), (datetime(2020, 1, 1, tzinfo=UTC), False))
    assert (trust.anchors, trust.warnings) == ((), ())


@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf", b"\n ", b"\xef\xbb\xbf\n<?xml version='1.0'?>"])
def test_list_is_known_by_its_first_bytes(tmp_path: Path, lead: bytes) -> None:
    content = lead.replace(b"\n<", b"<") if b"<?" in lead else lead
    assert len(loaded(tmp_path, content + listed(service()), "a.der").services) == 1


def test_services_of_other_kinds_and_without_information_are_passed_over(tmp_path: Path) -> None:
    odd = "<TSPService/>", service("QESValidation/Q"), service("").replace("Svctype", "x")
    trust = loaded(tmp_path, listed(*odd, service("TSA/QTST", certificates=[DER, ISSUING.public_bytes(Encoding.DER)])))
    assert [one.certificate for one in trust.services] == [ROOT, ISSUING]
    assert {purpose for one in trust.services for purpose in one.purposes} == {Purpose.TIMESTAMP}
    bare = "<TSPService><ServiceInformation><ServiceTypeIdentifier>x/Svctype/CA/QC</ServiceTypeIdentifier>"
    assert loaded(tmp_path, listed(f"{bare}</ServiceInformation></TSPService>")).services == ()


def test_unreadable_certificate_of_a_service_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    odd = service(certificates=[b"x", DER]).replace(
        "<DigitalId>", "<DigitalId><X509Certificate>*</X509Certificate></DigitalId><DigitalId>", 1
    )
    trust = loaded(tmp_path, listed(odd))
    assert len(trust.services) == 1
    assert trust.warnings == ("CERTIFICATE_MALFORMED: a.xml",) * 2


@pytest.mark.parametrize(
    ("status", "since", "period"),
    [
        (GRANTED, "2016-07-01T00:00:00Z", (SINCE, True)),
        (f"{GRANTED}/", "2016-07-01T03:00:00+03:00", (SINCE, True)),
        ("http://x/Svcstatus/Granted", "2016-07-01T00:00:00", (SINCE, True)),
        ("accredited", "2016-07-01", (SINCE, True)),
        ("http://x/supervisionincessation", "2016-07-01", (SINCE, True)),
        (WITHDRAWN, "2016-07-01", (SINCE, False)),
        ("", "2016-07-01", (SINCE, False)),
        (GRANTED, "yesterday", None),
        (GRANTED, "", None),
    ],
)
def test_status_counts_from_its_time(status: str, since: str, period: tuple[datetime, bool] | None) -> None:
    assert loading._period(etree.fromstring(f"<a {NS}>{state(status, since)}</a>")) == period
    assert loading._period(etree.fromstring(f"<a {NS}/>")) is None


def test_time_of_a_status_keeps_its_zone() -> None:
    period = loading._period(etree.fromstring(f"<a {NS}>{state(since='2016-07-01T03:00:00+03:00')}</a>"))
    assert period is not None
    assert period[0].tzinfo == timezone(timedelta(hours=3))


@pytest.mark.parametrize("content", [b"<x/>", b"<TrustServiceStatusList/>", b"<x", b"", b"x", b"-----BEGIN X-----"])
def test_file_without_trust_is_refused_by_its_name_and_told_in_a_folder(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TrustNotReadableError) as refused:
        loaded(tmp_path, content, "b.pem")
    assert refused.value.data == {"name": "b.pem"}
    (tmp_path / "c.crt").write_bytes(PEM)
    trust = loading.load([tmp_path])
    assert (trust.anchors, trust.warnings) == ((ROOT,), ("TRUST_NOT_READABLE: b.pem",))


def test_certificates_of_a_file_are_read_whatever_stands_around_them(tmp_path: Path) -> None:
    around = b"text\n" + PEM + b"more\n" + ISSUING.public_bytes(Encoding.PEM)
    assert loaded(tmp_path, around, "a.pem").anchors == (ROOT, ISSUING)
    assert loaded(tmp_path, PEM + PEM, "a.pem").anchors == (ROOT,)
    assert loaded(tmp_path, DER, "a.der").anchors == (ROOT,)
    broken = PEM.replace(b"MII", b"*II", 1) + PEM
    trust = loaded(tmp_path, broken, "a.pem")
    assert (trust.anchors, trust.warnings) == ((ROOT,), ("CERTIFICATE_MALFORMED: a.pem (0)",))


def test_folder_is_read_by_the_endings_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "A.PEM").write_bytes(PEM)
    (tmp_path / "none").write_bytes(ISSUING.public_bytes(Encoding.DER))
    (tmp_path / "readme.txt").write_bytes(b"x")
    trust = loading.load([tmp_path])
    assert (set(trust.anchors), trust.warnings) == ({ROOT, ISSUING}, ())
