from math import isqrt

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from esigner.pki import key_policy, published_keys, weak_keys
from esigner.pki.checks import Outcome
from esigner.pki.errors import KeyListUnreadable
from esigner.pki.key_uses import KeyUses
from tests.world import openssl, published, weak_rsa

RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")


def modulus(private_key: bytes) -> int:
    key = load_pem_private_key(private_key, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.public_key().public_numbers().n


def test_a_good_key_has_no_weakness() -> None:
    good = modulus(openssl.key(*RSA))
    assert not weak_keys.has_small_prime(good)
    assert not weak_keys.has_close_primes(good)
    assert not weak_keys.has_roca_fingerprint(good)
    assert weak_keys.known_weakness(good, 65_537) is None


def test_close_primes_are_found() -> None:
    assert weak_keys.has_close_primes(modulus(weak_rsa.close_primes()))


def test_a_square_is_found() -> None:
    assert weak_keys.has_close_primes(openssl.prime(1024) ** 2)


def test_fermat_stops_after_its_rounds() -> None:
    p = openssl.prime(256)
    q = weak_rsa.next_prime(p + 60 * 2**127)
    rounds = (p + q) // 2 - isqrt(p * q)  # From the first root above the square root up to the middle.
    assert rounds > 100
    assert not weak_keys.has_close_primes(p * q, rounds=rounds - 1)
    assert weak_keys.has_close_primes(p * q, rounds=rounds)


def test_small_primes_are_found() -> None:
    assert weak_keys.has_small_prime(modulus(weak_rsa.small_prime()))
    assert not weak_keys.has_small_prime(openssl.prime(1024) * 65_537)


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


def test_the_list_is_whole() -> None:
    assert len(published_keys.DIGESTS) > 400
    assert {len(one) for one in published_keys.DIGESTS} == {published_keys.DIGEST_CHARACTERS}


def test_an_installed_list_that_is_broken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ValueError

    monkeypatch.setattr(weak_keys, "checkall", broken)
    weak_keys._block_list_is_installed.cache_clear()
    try:
        with pytest.raises(KeyListUnreadable):
            weak_keys.in_badkeys_block_list(7)
        key = key_policy.read(openssl.run("pkey", "-pubout", "-outform", "DER", content=openssl.key()))
        check = key_policy.blocklist(key, KeyUses(environment="test"))
        assert (check.name, check.outcome) == ("KEY_BLOCKLIST", Outcome.FAILED)
        assert "list of weak keys cannot be read" in check.text.en
    finally:
        weak_keys._block_list_is_installed.cache_clear()
