"""Tokens of one unit are read by comparing: with the outcome of reading from the beginning, whatever is in them."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner.ades import AdesError, timestamps
from esigner.ades.timestamps import frames, tokens
from esigner.asn1 import der
from esigner.cms import oids
from tests.world import judges
from tests.world.signing_pki import signing_pki

Said = tuple[object, ...]


def token(data: bytes) -> bytes:
    return signing_pki().token(data)


TOKENS = tuple(token(bytes([number])) for number in range(8))


def afresh(encoded: bytes) -> timestamps.Token:
    return tokens._read(encoded)


def said(encoded: bytes, read: object) -> Said:
    """Return all that a reading tells, and whether the token verifies."""
    assert callable(read)
    try:
        found = read(encoded)
    except (AdesError, ValueError, IndexError):
        return ("unreadable",)
    signer = found.signer
    attributes = {name: [one.encoded for one in values] for name, values in signer.signed.items()}
    fields = (found.encoded, found.gen_time, found.policy, found.serial, found.imprint_oid, found.imprint, found.nonce)
    inner = (found.certificates, found.certificate, found.content, signer.identifier, signer.node.encoded)
    value = (signer.value, signer.attributes_in_der(), signer.algorithm.encoded, signer.digest_oid)
    try:
        timestamps.verify(found)
    except AdesError as error:
        return (*fields, *inner, *value, attributes, error.code)
    return (*fields, *inner, *value, attributes, "verified")


def compared(encoded: bytes) -> timestamps.Token:
    return timestamps.read.__wrapped__(encoded)


@pytest.mark.parametrize("encoded", TOKENS)
def test_token_of_a_known_unit_says_what_it_says_when_read_afresh(encoded: bytes) -> None:
    for one in TOKENS:
        compared(one)
    assert said(encoded, compared) == said(encoded, afresh)
    assert said(encoded, compared)[-1] == "verified"


def test_another_token_fits_the_frame_and_is_not_read_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    by_length: dict[int, bytes] = {}
    pairs = [(by_length[len(one)], one) for one in TOKENS if by_length.setdefault(len(one), one) is not one]
    known, other = pairs[0]
    compared(known)
    monkeypatch.delattr(tokens, "_read")
    assert compared(other).imprint != compared(known).imprint


@pytest.mark.attack
@settings(max_examples=600, deadline=None)
@given(st.sampled_from(TOKENS), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 7)), min_size=1, max_size=3))
def test_flipped_bits_are_judged_as_when_read_afresh(encoded: bytes, flips: list[tuple[int, int]]) -> None:
    compared(encoded)
    changed = bytearray(encoded)
    for at, bit in flips:
        changed[at % len(changed)] ^= 1 << bit
    expected = said(bytes(changed), afresh)
    assert said(bytes(changed), compared) == expected
    assert bytes(changed) == encoded or expected[-1] != "verified" or _outside_what_is_signed(bytes(changed), encoded)


def _outside_what_is_signed(changed: bytes, encoded: bytes) -> bool:
    """A certificate beside the unit's, or the message's own version, may be another without harm to the signature."""
    frame = frames.of(encoded)
    assert frame is not None
    return all(changed[one] == encoded[one] for one in (frame.own.info, frame.own.attributes, frame.own.signature))


def test_token_of_openssl_fits_its_own_frame(tmp_path: Path) -> None:
    made = _of_openssl(tmp_path, b"one", b"two", b"three", b"four", b"five", b"six")
    for one in made:
        compared(one)
    assert all(frames.of(one) for one in made)
    assert [said(one, compared) for one in made] == [said(one, afresh) for one in made]
    assert {said(one, compared)[-1] for one in made} == {"verified"}


def test_signing_time_is_read_from_each_token(tmp_path: Path) -> None:
    """Tokens of openssl have that attribute; in another second it is another."""
    whole = _of_openssl(tmp_path, b"one")[0]
    compared(whole)
    at = whole.index(der.oid(oids.SIGNING_TIME)) + len(der.oid(oids.SIGNING_TIME)) + 4
    digit = at + len("yymmddhhmms")
    other = whole[:digit] + (b"1" if whole[digit : digit + 1] != b"1" else b"2") + whole[digit + 1 :]
    assert said(other, compared) == said(other, afresh)
    assert said(other, compared)[-1] == "TIMESTAMP_SIGNATURE_INVALID"


def _of_openssl(tmp_path: Path, *data: bytes) -> list[bytes]:
    (tmp_path / "unit.pem").write_bytes(signing_pki().tsu.pem)
    _write_key(tmp_path)
    (tmp_path / "serial").write_text("1000\n")
    (tmp_path / "ts.cnf").write_text(
        "[tsa]\ndefault_tsa = one\n[one]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n"
        "digests = sha256\naccuracy = secs:1\nordering = no\ness_cert_id_alg = sha256\ntsa_name = yes\n"
    )
    return [_by_openssl(tmp_path, one) for one in data]


def _write_key(folder: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = signing_pki().tsu.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "unit.key").write_bytes(key)


def _by_openssl(folder: Path, data: bytes) -> bytes:
    digest = hashlib.sha256(data).hexdigest()
    judges.accepts("openssl", "ts", "-query", "-digest", digest, "-sha256", "-cert", "-out", "q.tsq", folder=folder)
    reply = ("openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq", "-signer", "unit.pem")
    judges.accepts(*reply, "-inkey", "unit.key", "-token_out", "-out", "t.tst", folder=folder)
    return (folder / "t.tst").read_bytes()


def test_frame_learned_by_another_thread_meanwhile_disturbs_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other thread comes while this one compares: many tokens are in flight at a time."""
    first, *others = (one for one in TOKENS if len(one) == len(TOKENS[0]))
    compared(first)
    fits = frames.Frame.fits

    def fits_later(frame: frames.Frame, encoded: bytes) -> bool:
        tokens._remember(afresh(first))
        return fits(frame, encoded) and encoded != others[0]

    others = others or [first]
    monkeypatch.setattr(frames.Frame, "fits", fits_later)
    assert compared(others[0]).imprint == afresh(others[0]).imprint
