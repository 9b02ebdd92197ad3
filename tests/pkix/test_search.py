"""A maze of certificates costs a bounded number of steps; an honest path in it is found all the same."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from esigner import bounds
from esigner.pkix import search
from esigner.pkix.search import Pool
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE
from tests.world.strangers import Made

STEPS = 100_000


def authority(
    name: str,
    issuer: Made | None = None,
    *,
    own_key: ec.EllipticCurvePrivateKey | None = None,
    issuer_name: bytes | None = None,
) -> Made:
    return strangers.make(
        subject=strangers.name(name), issuer=issuer, extensions=strangers.authority_extensions(),
        not_before=NOT_BEFORE, not_after=NOT_AFTER, own_key=own_key, issuer_name=issuer_name,
    )  # fmt: skip


def found(leaf: Made, *pool: x509.Certificate, anchor: Made) -> list[search.Path]:
    with bounds.allowance(steps=STEPS):
        pools = (Pool([anchor.certificate]), Pool(pool))
        return list(search.paths(leaf.certificate, pools=pools, is_anchor=lambda one: one == anchor.certificate))


ROOT = authority("root")


@pytest.mark.attack
def test_certificates_of_one_name_and_key_do_not_line_up() -> None:
    first = authority("same")
    same = [authority("same", first, own_key=first.key).certificate for _ in range(60)]

    assert found(first, *same, anchor=ROOT) == []


@pytest.mark.attack
def test_layers_of_many_certificates_end() -> None:
    """Seven holders, each certified thirty times by the next: 30 to the power of 7 ways, and no anchor."""
    holders = [authority(f"layer {number}") for number in range(8)]
    maze = [
        authority(f"layer {number}", holders[number + 1], own_key=holders[number].key).certificate
        for number in range(7)
        for _ in range(30)
    ]
    leaf = authority("leaf", holders[0])

    assert found(leaf, *maze, anchor=ROOT) == []


@pytest.mark.attack
def test_many_keys_of_one_name_end() -> None:
    many = [authority("same").certificate for _ in range(300)]
    leaf = authority("leaf", authority("same"))

    assert found(leaf, *many, anchor=ROOT) == []


def test_honest_path_is_found_in_a_maze() -> None:
    issuing = authority("issuing", ROOT)
    noise = [authority("issuing", issuing, own_key=issuing.key).certificate for _ in range(20)]
    leaf = authority("leaf", issuing)

    assert found(leaf, *noise, issuing.certificate, anchor=ROOT)[0] == (
        leaf.certificate,
        issuing.certificate,
        ROOT.certificate,
    )


def test_shortest_path_comes_first() -> None:
    middle = authority("middle", ROOT)
    long = authority("issuing", middle)
    short = authority("issuing", ROOT, own_key=long.key)
    leaf = authority("leaf", long)

    paths = found(leaf, long.certificate, short.certificate, middle.certificate, anchor=ROOT)

    assert [len(path) for path in paths] == [3, 4]


def test_encodings_of_one_issuer_chain() -> None:
    issuing = strangers.make(
        subject=strangers.string(strangers.T61, b"J\xf6rgens  CA"), issuer=ROOT,
        extensions=strangers.authority_extensions(), not_before=NOT_BEFORE, not_after=NOT_AFTER,
    )  # fmt: skip
    leaf = authority("leaf", issuing, issuer_name=strangers.name("jörgens CA"))

    assert len(found(leaf, issuing.certificate, anchor=ROOT)) == 1


def test_certificate_whose_two_algorithms_differ_proves_nothing() -> None:
    """RFC 5280, 4.1.1.2."""
    leaf = authority("leaf", ROOT).certificate
    encoded = bytearray(leaf.public_bytes(Encoding.DER))
    outer = encoded.rindex(bytes.fromhex("06082a8648ce3d040302"))
    encoded[outer + 9] = 3
    changed = Made(x509.load_der_x509_certificate(bytes(encoded)), ROOT.key, b"")

    assert found(changed, anchor=ROOT) == []
