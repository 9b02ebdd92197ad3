"""Who plays: institutions, their people, and the agency's people. All invented; numbers carry valid check digits."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "demo-parole-2026"
"""One password for everybody, so that the demo can be walked by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account."""

    given_name: str
    surname: str
    email: str
    role: str = ""
    """For the agency's people: the role that the operator gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Who applies."""

    name: str
    registration_number: str
    address: str
    official: Person
    technician: Person
    system_name: str


REGISTRAR: Final = Person(given_name="Rita", surname="Reģistratore", email="rita@agentura.example", role="registrar")
SECOND_OFFICER: Final = Person(
    given_name="Otto", surname="Otrais", email="otto@agentura.example", role="second_officer"
)
PKI_OPERATOR: Final = Person(
    given_name="Pēteris", surname="Atslēga", email="peteris@agentura.example", role="pki_operator"
)
AUDITOR: Final = Person(given_name="Aija", surname="Auditore", email="aija@agentura.example", role="auditor")
STAFF: Final = (REGISTRAR, SECOND_OFFICER, PKI_OPERATOR, AUDITOR)

CITY: Final = Institution(
    name="Parauga pilsētas pašvaldība",
    registration_number="90009999006",
    address="Rātslaukums 1, Paraugpilsēta, LV-9999",
    official=Person(given_name="Māra", surname="Ozoliņa", email="mara@pilseta.example"),
    technician=Person(given_name="Kārlis", surname="Šķēle", email="karlis@pilseta.example"),
    system_name="Dokumentu vadības sistēma «Ēka»",
)
AGENCY_OF_FORESTS: Final = Institution(
    name="Parauga mežu dienests",
    registration_number="90009999010",
    address="Meža prospekts 2, Paraugpilsēta, LV-9998",
    official=Person(given_name="Ilze", surname="Liepiņa", email="ilze@mezi.example"),
    technician=Person(given_name="Jurģis", surname="Priede", email="jurgis@mezi.example"),
    system_name="Meža reģistrs",
)
SCHOOL: Final = Institution(
    name="Parauga mūzikas skola",
    registration_number="90009999025",
    address="Skolas iela 3, Paraugpilsēta, LV-9997",
    official=Person(given_name="Dzintars", surname="Čakste", email="dzintars@skola.example"),
    technician=Person(given_name="Ģirts", surname="Zīle", email="girts@skola.example"),
    system_name="E-klases žurnāls",
)
