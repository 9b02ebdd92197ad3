"""What certificates say of an application's signers: shown to the deciding officer, compared with the form."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from esigner.ades.validation import Report

_CODE: Final = re.compile(r"(?<!\d)(\d{6})-?\d{5}(?!\d)")
_SHOWN_OF_IDENTIFIER: Final = 8
_ORGANISATION: Final = "NTRLV-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One signer; no personal code in it is unmasked."""

    name: str
    """Given name and surname where the certificate has them: the CN of a Latvian eID may be just "Private"."""
    personal_code: str
    """Masked, `DDMMYY-*****`; empty where the certificate has none."""
    organisation: str
    organisation_identifier: str
    """Such as `NTRLV-90000069281`; empty where the certificate has none."""

    @property
    def registration_number(self) -> str:
        """Return the institution's number that the certificate names, or an empty text."""
        found = self.organisation_identifier
        return found.removeprefix(_ORGANISATION) if found.startswith(_ORGANISATION) else ""


def of_report(report: Report) -> tuple[Signer, ...]:
    """Return the signers of a validated document."""
    return tuple(_signer(one.certificate) for one in report.signatures if one.certificate is not None)


def as_json(signers: Iterable[Signer]) -> list[dict[str, str]]:
    """Return them to keep with the submission."""
    return [asdict(one) for one in signers]


def from_json(rows: Iterable[dict[str, Any]]) -> tuple[Signer, ...]:
    """Return what `as_json` wrote."""
    return tuple(Signer(**row) for row in rows)


def is_same_name(one: str, other: str) -> bool:
    """Return whether two names are of the same words, in any order and capitals; `Bērziņa Anna` is `ANNA BĒRZIŅA`."""
    return bool(_words(one)) and _words(one) == _words(other)


def masked(text: str) -> str:
    """Return the text with every personal code in it masked."""
    return _CODE.sub(r"\1-*****", text)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return sorted(re.findall(r"[^\W_]+", plain))


def _signer(certificate: x509.Certificate) -> Signer:
    given, surname = _subject(certificate, NameOID.GIVEN_NAME), _subject(certificate, NameOID.SURNAME)
    name = " ".join(filter(None, (given, surname))) or _subject(certificate, NameOID.COMMON_NAME)
    return Signer(
        name=masked(name),
        personal_code=_identifier(_subject(certificate, NameOID.SERIAL_NUMBER)),
        organisation=masked(_subject(certificate, NameOID.ORGANIZATION_NAME)),
        organisation_identifier=_subject(certificate, NameOID.ORGANIZATION_IDENTIFIER),
    )


def _identifier(text: str) -> str:
    """Return a personal identifier (EN 319 412-1 5.1.3, such as PNOLV-010190-12345) masked."""
    value = text.partition("-")[2] if text[:3] in {"PNO", "PAS", "IDC", "TIN"} else text
    if not value:
        return ""
    hidden = masked(value)
    return hidden if hidden != value else value[: min(_SHOWN_OF_IDENTIFIER, len(value) // 2)] + "*****"


def _subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
