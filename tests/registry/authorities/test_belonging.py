"""Keys belong to the installation: a database never gets a second PKI because a folder was lost or not shared."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from django.conf import settings as django_settings
from pytest_django import Settings

from esigner import audit
from esigner.registry import anchors, authorities, models, revocation_lists
from esigner.registry.authorities import PLAN, Holding, Lost
from esigner.registry.errors import KeysForeignError, KeysMissingError
from esigner.registry.kinds import AnchorPurpose, Environment
from tests.world import registry as world

pytestmark = pytest.mark.django_db
KNOWN = [planned.name for planned in PLAN if planned.name != "server"]


LATER: Final = world.AT + timedelta(days=365 * 12 + 60)
"""When most authorities have had a successor."""


def bootstrap(state: Path, *, lost: Lost = Lost.REFUSED, at: datetime = world.AT) -> None:
    act = world.by_officer(at=at)
    authorities.bootstrap(state=state, act=act, urls=django_settings.ESIGNER_URLS, lost=lost)


def succeeded() -> tuple[str, ...]:
    """Return the names of the second generations, after the first ones were founded."""
    world.authorities_founded()
    return authorities.renew(at=LATER)


def test_lost_folder_is_refused_and_nothing_is_made_in_its_place(state: Path) -> None:
    world.authorities_founded()
    trusted = anchors.of(Environment.PRODUCTION, AnchorPurpose.CLIENT)
    shutil.rmtree(state / "pki")
    with pytest.raises(KeysMissingError) as refused:
        bootstrap(state)
    assert refused.value.data == {"folder": str(state / "pki"), "names": ", ".join(KNOWN)}
    assert not (state / "pki").exists()
    assert anchors.of(Environment.PRODUCTION, AnchorPurpose.CLIENT) == trusted


@pytest.mark.parametrize("name", KNOWN)
def test_each_authority_that_is_lost_is_named(state: Path, name: str) -> None:
    world.authorities_founded()
    shutil.rmtree(state / "pki" / name)
    with pytest.raises(KeysMissingError) as refused:
        bootstrap(state)
    assert refused.value.data["names"] == name


def test_lost_key_is_a_lost_authority(state: Path) -> None:
    world.authorities_founded()
    (state / "pki" / "test-clients" / "key.pem").unlink()
    with pytest.raises(KeysMissingError, match="test-clients"):
        bootstrap(state)


@pytest.mark.parametrize("name", [planned.name for planned in PLAN if planned.is_authority])
def test_another_authority_in_its_place_is_refused(state: Path, name: str) -> None:
    world.authorities_founded()
    other = "production-root" if name == "test-root" else "test-root"
    shutil.copytree(state / "pki" / other, state / "pki" / name, dirs_exist_ok=True)
    with pytest.raises(KeysForeignError) as refused:
        bootstrap(state)
    assert refused.value.data["names"] == name


def test_second_node_with_the_same_keys_joins(state: Path, tmp_path: Path) -> None:
    world.authorities_founded()
    rows, trusted = models.Certificate.objects.count(), models.Anchor.objects.count()
    shutil.copytree(state / "pki", tmp_path / "second" / "pki")
    bootstrap(tmp_path / "second")
    assert (models.Certificate.objects.count(), models.Anchor.objects.count()) == (rows, trusted)


def test_authority_that_is_new_in_the_plan_is_founded(settings: Settings, state: Path) -> None:
    settings.ESIGNER_SANDBOX = False
    bootstrap(state)
    settings.ESIGNER_SANDBOX = True
    bootstrap(state)
    assert {one.holding for one in authorities.holdings(state=state)} == {Holding.HELD}


def test_operator_who_has_no_copy_gets_new_ones_and_the_log_says_so(state: Path) -> None:
    world.authorities_founded()
    shutil.rmtree(state / "pki" / "test-tsa")
    bootstrap(state, lost=Lost.MADE_ANEW)
    assert {one.holding for one in authorities.holdings(state=state)} == {Holding.HELD}
    assert [one.data for one in audit.events(event_prefix="authority.lost")] == [{"names": ["test-tsa"]}]
    bootstrap(state)


def test_generations_are_held_and_no_folder_of_the_plan_is_replaced(state: Path) -> None:
    world.authorities_founded()
    before = {one.name: one.fingerprint_sha256 for one in authorities.holdings(state=state)}
    made = authorities.renew(at=LATER)
    assert {"test-clients-2", "production-root-2", "test-tsa-2"} <= set(made)
    bootstrap(state, at=LATER)
    held = authorities.holdings(state=state)
    assert {one.holding for one in held} == {Holding.HELD}
    after = {one.name: one.fingerprint_sha256 for one in held}
    assert {*made, "test-clients-2-ocsp"} <= set(after)
    assert before.items() <= after.items()


@pytest.mark.parametrize("name", ["test-clients-2", "production-root-2", "test-tsa-2", "test-clients-2-ocsp"])
def test_generation_that_is_lost_is_named_and_not_made_again(state: Path, name: str) -> None:
    succeeded()
    shutil.rmtree(state / "pki" / name)
    with pytest.raises(KeysMissingError) as refused:
        bootstrap(state, at=LATER)
    assert refused.value.data["names"] == name
    assert not (state / "pki" / name).exists()


def test_another_authority_in_a_generations_place_is_refused(state: Path) -> None:
    succeeded()
    shutil.copytree(state / "pki" / "test-signers", state / "pki" / "test-clients-2", dirs_exist_ok=True)
    with pytest.raises(KeysForeignError) as refused:
        bootstrap(state, at=LATER)
    assert refused.value.data["names"] == "test-clients-2"


@pytest.mark.parametrize("name", ["test-clients-2", "production-root-2", "agency-seal-2", "test-clients-2-ocsp"])
def test_generation_without_a_copy_is_made_anew(state: Path, name: str) -> None:
    succeeded()
    lost = authorities.load(name).certificate
    shutil.rmtree(state / "pki" / name)
    bootstrap(state, lost=Lost.MADE_ANEW, at=LATER)
    assert {one.holding for one in authorities.holdings(state=state)} == {Holding.HELD}
    assert [one.data for one in audit.events(event_prefix="authority.lost")] == [{"names": [name]}]
    assert authorities.load(name).certificate != lost
    bootstrap(state, at=LATER)


@pytest.mark.parametrize("name", ["test-clients", "test-clients-2"])
def test_list_is_signed_by_the_key_that_took_the_place_of_a_lost_one(state: Path, name: str) -> None:
    succeeded()
    revocation_lists.current(name, at=LATER)
    shutil.rmtree(state / "pki" / name)
    bootstrap(state, lost=Lost.MADE_ANEW, at=LATER)
    served = x509.load_der_x509_crl(revocation_lists.current(name, at=LATER).content)
    assert served.is_signature_valid(authorities.load(name).certificate.public_key())  # type: ignore[arg-type]


def test_server_whose_files_do_not_fit_each_other_is_made_anew(state: Path) -> None:
    """As a start that was killed between the two of them left it."""
    world.authorities_founded()
    server = state / "pki" / "server"
    shutil.copy(state / "pki" / "test-tsa" / "key.pem", server / "key.pem")
    bootstrap(state)
    found = authorities.load("server", state=state)
    assert found.key.public_key() == found.certificate.public_key()
