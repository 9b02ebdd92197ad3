import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from esigner.pki import key_policy, published_keys, weak_keys
from esigner.pki.checks import Outcome
from esigner.pki.errors import KeyListUnreadableError
from esigner.pki.key_uses import KeyUses
from tests.world import openssl, published, weak_rsa

RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")


def modulus(private_key: bytes) -> int:
    key = load_pem_private_key(private_key, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.public_key().public_numbers().n


def test_a_good_key_has_no_weakness() -> None:
    good = modulus(openssl.key(*RSA))
    assert not weak_keys.has_roca_fingerprint(good)
    assert weak_keys.known_weakness(good, 65_537) is None


def test_roca_is_found_as_the_other_detector_finds_it() -> None:
    from badkeys.rsakeys import roca

    weak = modulus(weak_rsa.roca())
    assert weak_keys.has_roca_fingerprint(weak)
    assert roca(weak)


def test_a_modulus_with_known_shared_primes_is_found_by_badkeys() -> None:
    from badkeys.rsakeys import sharedprimes

    assert sharedprimes(modulus(openssl.key(*RSA))) is False
    assert weak_keys.known_weakness(2**1024 + 643, 2) == "rsainvalid"


def test_a_missing_block_list_ends_no_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_arguments: object, **_options: object) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(weak_keys, "checkall", missing)
    weak_keys._block_list_is_installed.cache_clear()
    try:
        assert weak_keys.in_badkeys_block_list(7) is None
    finally:
        weak_keys._block_list_is_installed.cache_clear()
    assert capsys.readouterr().err == ""


def test_an_installed_block_list_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weak_keys, "checkall", lambda number, **_options: {"blocklist": {}} if number == 7 else {})
    weak_keys._block_list_is_installed.cache_clear()
    try:
        assert weak_keys.in_badkeys_block_list(7) is True
        assert weak_keys.in_badkeys_block_list(8) is False
    finally:
        weak_keys._block_list_is_installed.cache_clear()


def test_published_keys_are_known() -> None:
    assert weak_keys.is_published(published.KEY.public_key().public_numbers().x)
    assert not weak_keys.is_published(modulus(openssl.key(*RSA)))


@pytest.mark.parametrize(
    ("curve", "private"),
    [
        (ec.SECP256R1(), 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721),  # RFC 6979 A.2.5
        (ec.SECP256R1(), 0xC88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433),  # RFC 5903 8.1
        (
            ec.SECP384R1(),  # RFC 6979 A.2.6
            0x6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5,
        ),
    ],
)
def test_examples_of_standards_are_known(curve: ec.EllipticCurve, private: int) -> None:
    assert weak_keys.is_published(ec.derive_private_key(private, curve).public_key().public_numbers().x)


def test_the_list_is_whole() -> None:
    assert len(published_keys.DIGESTS) > 400
    assert {len(one) for one in published_keys.DIGESTS} == {published_keys.DIGEST_CHARACTERS}


def test_an_installed_list_that_is_broken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ValueError

    monkeypatch.setattr(weak_keys, "checkall", broken)
    weak_keys._block_list_is_installed.cache_clear()
    try:
        with pytest.raises(KeyListUnreadableError):
            weak_keys.in_badkeys_block_list(7)
        key = key_policy.read(openssl.run("pkey", "-pubout", "-outform", "DER", content=openssl.key()))
        check = key_policy.blocklist(key, KeyUses(environment="test"))
        assert (check.name, check.outcome) == ("KEY_BLOCKLIST", Outcome.FAILED)
        assert "list of weak keys cannot be read" in check.text.en
    finally:
        weak_keys._block_list_is_installed.cache_clear()


@pytest.mark.parametrize("is_installed", [False, True])
def test_it_is_said_which_lists_were_asked(monkeypatch: pytest.MonkeyPatch, *, is_installed: bool) -> None:
    def asked(*_arguments: object, **_options: object) -> dict[str, object]:
        if not is_installed:
            raise SystemExit(1)
        return {}

    monkeypatch.setattr(weak_keys, "checkall", asked)
    weak_keys._block_list_is_installed.cache_clear()
    try:
        key = key_policy.read(openssl.run("pkey", "-pubout", "-outform", "DER", content=openssl.key()))
        found = key_policy.blocklist(key, KeyUses(environment="test"))
    finally:
        weak_keys._block_list_is_installed.cache_clear()

    assert found.outcome is Outcome.PASSED
    assert ("not installed" in found.text.en) is not is_installed
