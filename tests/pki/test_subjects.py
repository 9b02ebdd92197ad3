import pytest
from cryptography.x509 import Name
from cryptography.x509.oid import NameOID

from esigner.pki import subjects


def values(name: Name) -> dict[str, str]:
    return {attribute.oid.dotted_string: str(attribute.value) for attribute in name}


def test_client_carries_epak_number_and_organisation_identifier() -> None:
    name = subjects.client(
        common_name="sistēma",
        organisation_name="Iestāde",
        registration_number="90000069281",
        epak_number="EPAK-2026-00007",
    )
    assert values(name) == {
        NameOID.COUNTRY_NAME.dotted_string: "LV",
        NameOID.ORGANIZATION_NAME.dotted_string: "Iestāde",
        NameOID.ORGANIZATION_IDENTIFIER.dotted_string: "NTRLV-90000069281",
        NameOID.ORGANIZATIONAL_UNIT_NAME.dotted_string: "EPAK-2026-00007",
        NameOID.COMMON_NAME.dotted_string: "sistēma",
    }


def test_person_carries_the_personal_code_with_its_hyphen() -> None:
    name = subjects.person(given_name="Ņina", surname="Čakste", personal_code="32000000001")
    found = values(name)
    assert found[NameOID.SERIAL_NUMBER.dotted_string] == "PNOLV-320000-00001"
    assert found[NameOID.COMMON_NAME.dotted_string] == "Ņina Čakste"
    assert found[NameOID.GIVEN_NAME.dotted_string] == "Ņina"
    assert found[NameOID.SURNAME.dotted_string] == "Čakste"


def test_person_refuses_a_wrong_personal_code() -> None:
    with pytest.raises(ValueError, match="personal code"):
        subjects.person(given_name="A", surname="B", personal_code="111111-11112")


def test_person_of_another_country_is_named_by_an_identifier() -> None:
    name = subjects.person(given_name="Mari", surname="Maasikas", identifier="PNOEE-30303039914", country="EE")
    assert values(name)[NameOID.SERIAL_NUMBER.dotted_string] == "PNOEE-30303039914"


def test_organisation_is_a_seal_subject() -> None:
    name = subjects.organisation(
        common_name="Aģentūra", organisation_name="Aģentūra", registration_number="90001733697"
    )
    assert values(name)[NameOID.ORGANIZATION_IDENTIFIER.dotted_string] == "NTRLV-90001733697"


def test_long_names_are_shortened_at_a_word() -> None:
    long = "Latvijas Republikas Ļoti Garā Nosaukuma Pārvaldes un Koordinācijas Institūcija"
    found = values(subjects.service(common_name=long, organisation_name=long))
    assert found[NameOID.COMMON_NAME.dotted_string] == "Latvijas Republikas Ļoti Garā Nosaukuma Pārvaldes un…"
    assert found[NameOID.ORGANIZATION_NAME.dotted_string] == found[NameOID.COMMON_NAME.dotted_string]


@pytest.mark.parametrize("name", ["ā" * 32, "ā" * 33, "a" * 64, "a" * 65, "ļ" * 200, "ķēniņš " * 9])
def test_names_of_any_letters_fit(name: str) -> None:
    found = values(subjects.service(common_name=name))[NameOID.COMMON_NAME.dotted_string]
    assert 0 < len(found.encode()) <= 64
    assert found == name or len(name.encode()) > 64


def test_foreign_leaves_out_what_is_empty() -> None:
    name = subjects.foreign(common_name="x", organisation_identifier="NTRLV-90000069281")
    assert len(list(name)) == 3
