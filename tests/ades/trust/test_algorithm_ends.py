"""The table of dates against figures of ETSI TS 119 312 V1.5.1, written down here by hand."""

from datetime import date
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from lxml import etree

from esigner.ades.trust import algorithm_ends
from esigner.algorithms import digests
from esigner.algorithms.signatures import Family, Scheme


@pytest.mark.parametrize(
    ("kind", "bits", "end"),
    [
        ("RSA", 1023, date(2010, 8, 1)),
        ("RSA", 1024, date(2019, 10, 1)),
        ("RSA", 1899, date(2019, 10, 1)),
        ("RSA", 2048, date(2029, 1, 1)),
        ("RSA", 4096, date(2029, 1, 1)),
        ("PSS", 1024, date(2019, 10, 1)),
        ("PSS", 2048, date(2029, 1, 1)),
        ("PSS", 3000, None),
        ("ECDSA", 192, date(2012, 8, 1)),
        ("ECDSA", 224, date(2021, 10, 1)),
        ("ECDSA", 256, None),
        ("EDDSA", 256, None),
    ],
)
def test_key_ends_by_its_length(kind: str, bits: int, end: date | None) -> None:
    assert [found.at.date() for found in algorithm_ends.of_key(kind, bits)] == ([] if end is None else [end])


@pytest.mark.parametrize(
    ("name", "end"), [("MD5", date(2004, 8, 1)), ("SHA1", date(2012, 8, 1)), ("SHA224", date(2029, 1, 1))]
)
def test_weak_digest_has_an_end(name: str, end: date) -> None:
    assert [(found.at.date(), found.algorithm) for found in algorithm_ends.of_digest(name)] == [(end, name)]


def test_digest_that_the_validator_calls_strong_has_none() -> None:
    assert not [found for name in digests.STRONG for found in algorithm_ends.of_digest(name)]


def test_signature_ends_with_its_digest_or_its_key() -> None:
    short, long = ec.generate_private_key(ec.SECP224R1()), ec.generate_private_key(ec.SECP256R1())
    found = {
        (digest, key.key_size): [end.algorithm for end in algorithm_ends.of_signature(_ecdsa(digest), key.public_key())]
        for digest, key in product(("SHA1", "SHA256"), (short, long))
    }
    assert found == {
        ("SHA1", 224): ["SHA1", "ECDSA 224"],
        ("SHA1", 256): ["SHA1"],
        ("SHA256", 224): ["ECDSA 224"],
        ("SHA256", 256): [],
    }


def test_edwards_curve_has_no_end() -> None:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    assert not list(algorithm_ends.of_signature(Scheme(kind=Family.EDDSA, digest="SHA512"), key))


def _ecdsa(digest: str) -> Scheme:
    return Scheme(kind=Family.ECDSA, digest=digest)


def test_table_is_that_of_eu_dss() -> None:
    jars = sorted((Path.home() / ".m2/repository").glob("eu/europa/ec/joinup/sd-dss/dss-policy-crypto-xml/*/*.jar"))
    if not jars:
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    rows = _rows(jars[-1])
    for name in ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-384", "SHA3-512"):
        assert [(0, end.at.date()) for end in algorithm_ends.of_digest(name)] == [one for one in rows[name] if one[1]]
    for kind, name in {"RSA": "sha256WithRSAEncryption", "PSS": "rsassa-pss", "ECDSA": "ECDSA with SHA-256"}.items():
        assert len(rows[name]) >= 4
        for bits, end in rows[name]:
            assert [found.at.date() for found in algorithm_ends.of_key(kind, bits)] == ([end] if end else [])


def _rows(jar: Path) -> dict[str, list[tuple[int, date | None]]]:
    """Give, for each algorithm of EU DSS's cryptographic suite, the least length of a key and its end."""
    with ZipFile(jar) as archive:
        suite = etree.fromstring(archive.read("suite/dss-crypto-suite.xml"))
    found = {}
    for algorithm in suite.iterfind("{*}Algorithm"):
        name = algorithm.findtext("{*}AlgorithmIdentifier/{*}Name")
        found[str(name)] = [
            (int(one.findtext("{*}Parameter/{*}Min") or 0), _date(one.findtext("{*}Validity/{*}End")))
            for one in algorithm.iterfind("{*}Evaluation")
        ]
    return found


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
