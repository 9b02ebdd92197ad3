"""Loading trust: certificates, trusted lists (TS 119 612), folders; malformed ones are skipped and reported."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from lxml import etree

from esigner.ades.encoding import xml
from esigner.ades.rules import RefusedError
from esigner.ades.trust.anchors import Anchor, Purpose, Trust
from esigner.ades.trust.errors import TrustNotReadableError
from esigner.pkix import fields, loading
from esigner.pkix.errors import CertificatePartUnreadableError

_TSL: Final = "{http://uri.etsi.org/02231/v2#}"
_TYPES: Final = {
    "CA/QC": Purpose.SIGNATURE,
    "CA/PKC": Purpose.SIGNATURE,
    "NationalRootCA-QC": Purpose.SIGNATURE,
    "TSA": Purpose.TIMESTAMP,
    "TSA/QTST": Purpose.TIMESTAMP,
    "TSA/TSS-QC": Purpose.TIMESTAMP,
    "TSA/TSS-AdESQCandQES": Purpose.TIMESTAMP,
    "Certstatus/OCSP": Purpose.OCSP,
    "Certstatus/OCSP/QC": Purpose.OCSP,
}
_GOOD: Final = frozenset(
    {
        "granted",
        "accredited",
        "undersupervision",
        "supervisionincessation",
        "recognisedatnationallevel",
        "setbynationallaw",
    }
)
_SUFFIXES: Final = frozenset({".pem", ".crt", ".cer", ".der", ".xml", ".p7b", ""})


def load(paths: Iterable[Path | str]) -> Trust:
    """Return the trust state of certificates (PEM, DER), trusted lists (TS 119 612 XML) and folders of either.

    A malformed certificate is skipped with a warning, never fatal.

    Raises:
        TrustNotReadableError: A path is missing, or a file holds none of these.
    """
    loaded = _Loaded()
    for path in map(Path, paths):
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES):
                if not loaded.add(file):
                    loaded.warnings.append(f"TRUST_NOT_READABLE: {file.name}")
        elif not path.is_file() or not loaded.add(path):
            raise TrustNotReadableError(name=path.name)
    return loaded.trust()


class _Loaded:
    """What was found so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.anchors: dict[x509.Certificate, None] = {}
        self.services: list[Anchor] = []
        self.warnings: list[str] = []

    def trust(self) -> Trust:
        return Trust(anchors=tuple(self.anchors), services=tuple(self.services), warnings=tuple(self.warnings))

    def add(self, file: Path) -> bool:
        """Add one file; return False if it contains nothing usable."""
        data = file.read_bytes()
        if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            return self._add_list(data, file.name)
        certificates = list(_certificates(data))
        for number, der in enumerate(certificates):
            self._add_certificate(der, f"{file.name} ({number})")
        return bool(certificates)

    def _add_certificate(self, der: bytes, name: str) -> None:
        certificate = self._load(der, name)
        if certificate is not None:
            self.anchors[certificate] = None

    def _load(self, der: bytes, name: str) -> x509.Certificate | None:
        try:
            certificate = loading.load(der)
        except CertificatePartUnreadableError:
            certificate = None
        if certificate is None or not fields.is_readable(certificate):  # it must not spoil the whole list
            self.warnings.append(f"CERTIFICATE_MALFORMED: {name}")
            return None
        return certificate

    def _add_list(self, data: bytes, name: str) -> bool:
        try:
            root = xml.parse(data)
        except RefusedError:
            return False
        if root.tag != f"{_TSL}TrustServiceStatusList":
            return False
        for service in root.iter(f"{_TSL}TSPService"):
            self._add_service(service, name)
        return True

    def _add_service(self, service: etree._Element, name: str) -> None:
        information = service.find(f"{_TSL}ServiceInformation")
        if information is None:
            return
        kind = (information.findtext(f"{_TSL}ServiceTypeIdentifier") or "").strip().partition("/Svctype/")[2]
        if kind not in _TYPES:
            return
        entries = [information, *service.iterfind(f"{_TSL}ServiceHistory/{_TSL}ServiceHistoryInstance")]
        periods = sorted(p for p in map(_period, entries) if p is not None)
        identity = information.find(f"{_TSL}ServiceDigitalIdentity")
        for element in () if identity is None else identity.iter(f"{_TSL}X509Certificate"):
            try:
                der = base64.b64decode("".join((element.text or "").split()))
            except ValueError:
                der = b""
            certificate = self._load(der, name)
            if certificate is not None:
                anchor = Anchor(certificate=certificate, purposes=frozenset({_TYPES[kind]}), periods=tuple(periods))
                self.services.append(anchor)


def _period(entry: etree._Element) -> tuple[datetime, bool] | None:
    status = (entry.findtext(f"{_TSL}ServiceStatus") or "").strip().rstrip("/").rpartition("/")[2]
    since = (entry.findtext(f"{_TSL}StatusStartingTime") or "").strip()
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC), status.lower() in _GOOD)


def _certificates(data: bytes) -> Iterable[bytes]:
    """Return the DER of every certificate in PEM or DER, ignoring surrounding text."""
    if b"-----BEGIN" not in data:
        return [data] if data[:1] == b"\x30" else []
    blocks = data.split(b"-----BEGIN CERTIFICATE-----")[1:]
    found = []
    for block in blocks:
        try:
            found.append(base64.b64decode(b"".join(block.partition(b"-----END")[0].split())))
        except ValueError:
            found.append(b"")
    return found
