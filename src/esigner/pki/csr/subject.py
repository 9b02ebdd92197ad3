"""The subject of the request. It is not copied into the certificate; it shows whether the right request was sent."""

import re
import unicodedata
from difflib import SequenceMatcher
from ipaddress import ip_address, ip_network
from typing import Final

from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed, warned
from esigner.pki.csr import parts
from esigner.pki.csr.candidate import Candidate
from esigner.pki.csr.upload import BAD_TEXT
from esigner.pki.subjects import organisation_identifier

_MAX_CN: Final = 64
_ALIKE: Final = 0.85
_LONGEST_COMPARED: Final = 400
"""Comparison costs the product of the lengths; no institution has such a name."""
_LEGAL_FORMS: Final = frozenset({"sia", "as", "vsia", "vas", "ik", "biedriba", "nodibinajums", "ltd", "inc"})
_PORT = re.compile(r":\d{1,5}$")


def country(candidate: Candidate) -> Check:
    """SUBJECT_COUNTRY: LV."""
    if _values(candidate, parts.COUNTRY) == ["LV"]:
        return passed("SUBJECT_COUNTRY", Text("Valsts ir LV.", "The country is LV."))
    return failed(
        "SUBJECT_COUNTRY",
        Text(
            'Pieprasījuma subjektā jābūt valstij C=LV. Izveidojiet pieprasījumu no jauna ar -subj "/C=LV/O=…/CN=…".',
            'The subject of the request must have the country C=LV. Make it again with -subj "/C=LV/O=…/CN=…".',
        ),
    )


def organisation(candidate: Candidate) -> Check:
    """SUBJECT_ORGANISATION: similar to the institution's name; never blocks."""
    name = candidate.organisation_name
    values = _values(candidate, parts.ORGANISATION)
    if len(values) == 1 and len(values[0]) <= _LONGEST_COMPARED and _alike(values[0], name):
        return passed(
            "SUBJECT_ORGANISATION", Text("Organizācija atbilst iestādei.", "The organisation matches the institution.")
        )
    return warned(
        "SUBJECT_ORGANISATION",
        Text(
            f"Organizācija (O) pieprasījumā neatbilst nosaukumam „{name}”. Sertifikātā "
            "būs reģistrētais nosaukums; pārbaudiet, vai iesniedzāt īsto pieprasījumu.",
            f"The organisation (O) in the request does not match the institution's name “{name}”. "
            "The certificate will carry the registered name; check that you submitted the right request.",
        ),
    )


def identifier(candidate: Candidate) -> Check:
    """SUBJECT_ORGANISATION_IDENTIFIER: NTRLV-…; absent is a warning, another one blocks."""
    expected = organisation_identifier(candidate.registration_number)
    values = _values(candidate, parts.ORGANISATION_IDENTIFIER)
    name = "SUBJECT_ORGANISATION_IDENTIFIER"
    if not values:
        return warned(
            name,
            Text(
                f"Pieprasījumā nav organizācijas identifikatora. Sertifikātā ierakstīsim {expected}.",
                f"The request has no organisation identifier. The certificate will carry {expected}.",
            ),
        )
    if values == [expected]:
        return passed(name, Text("Organizācijas identifikators ir pareizs.", "The organisation identifier is right."))
    return failed(
        name,
        Text(
            f"Organizācijas identifikators pieder citai organizācijai; jābūt {expected}. Izlabojiet vai izlaidiet to.",
            f"The organisation identifier is another organisation's; it must be {expected}. Correct or omit it.",
        ),
    )


def cn_length(candidate: Candidate) -> Check:
    """CN_LENGTH: at most 64 characters."""
    if all(len(value) <= _MAX_CN for value in _values(candidate, parts.COMMON_NAME)):
        return passed("CN_LENGTH", Text("Nosaukuma (CN) garums ir pieļaujams.", "The length of the CN is acceptable."))
    return failed(
        "CN_LENGTH",
        Text(
            "Nosaukums (CN) ir garāks par 64 rakstzīmēm. Izvēlieties īsāku sistēmas nosaukumu.",
            "The common name (CN) is longer than 64 characters. Choose a shorter name of the system.",
        ),
    )


def cn_not_ip(candidate: Candidate) -> Check:
    """CN_NOT_IP: a name, not an address; addresses are registered as networks."""
    if not any(_is_address(value) for value in _values(candidate, parts.COMMON_NAME)):
        return passed("CN_NOT_IP", Text("Nosaukums (CN) nav IP adrese.", "The common name (CN) is not an IP address."))
    return failed(
        "CN_NOT_IP",
        Text(
            "Nosaukums (CN) ir IP adrese. Ierakstiet sistēmas nosaukumu; adreses norādiet pie atļautajām IP adresēm.",
            "The common name (CN) is an IP address. Write the system's name; addresses belong to the allowed networks.",
        ),
    )


def malformed(candidate: Candidate, name: str, oid: bytes) -> Check | None:
    """Return the failed check of an unreadable attribute: the subject or its text is malformed."""
    subject = candidate.parts.subject
    if subject is not None and all(value is not None for kind, value in subject if kind == oid):
        return None
    return failed(name, BAD_TEXT)


def _values(candidate: Candidate, oid: bytes) -> list[str]:
    return [value or "" for kind, value in candidate.parts.subject or () if kind == oid]


def _alike(one: str, other: str) -> bool:
    one, other = _simplified(one), _simplified(other)
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _simplified(name: str) -> str:
    """Return the name without case, diacritics, punctuation and legal form."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(letter for letter in letters if not unicodedata.combining(letter)))
    return " ".join(word for word in words if word not in _LEGAL_FORMS)


def _is_address(value: str) -> bool:
    text = value.strip()
    for candidate in (text, _PORT.sub("", text).strip("[]")):
        for read in (ip_address, ip_network):
            try:
                read(candidate)
            except ValueError:
                continue
            return True
    return False
