"""The table: what one standard calls one thing is one row, and nobody else keeps another."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import SignatureAlgorithmOID

from esigner.algorithms import digests, identifiers, keys, signatures
from esigner.algorithms.signatures import Family

SOURCE: Final = Path(__file__).resolve().parents[2] / "src" / "esigner"
NOT_OURS: Final = {
    *(name.replace("_WITH_", "_") for name in vars(SignatureAlgorithmOID) if name.startswith("GOST")),
    *("RSA_SHA3-224", "ECDSA_SHA3-224", "DSA_SHA384", "DSA_SHA512", "RSASSA_PSS", "UNSIGNED"),
}
"""Algorithms that nobody here takes; PSS, whose OID does not say which; and what is no algorithm."""
ALGORITHM_OIDS: Final = re.compile(
    r"1\.2\.840\.113549\.1\.1\.|1\.2\.840\.10045\.[24]\.|1\.2\.840\.10040\.4\.|2\.16\.840\.1\.101\.3\.4\.[23]\.|"
    r"1\.3\.101\.|1\.3\.14\.3\.2\.|1\.2\.840\.113549\.2\.|0\.4\.0\.127\.0\.7\.1\.1\.4\.|2\.5\.8\.1\."
)
ALGORITHM_URIS: Final = re.compile(r"(xmldsig#|xmldsig-more#|xmlenc#)(\{|rsa|ecdsa|sha|md5|eddsa)")


def texts(path: Path) -> Iterator[str]:
    """Return every string that a module holds, without docstrings; none where nothing in it looks like an algorithm."""
    source = path.read_text()
    if not ALGORITHM_OIDS.search(source) and not ALGORITHM_URIS.search(source):
        return
    tree = ast.parse(source)
    documented = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.value


def test_no_name_uri_or_identifier_stands_for_two_algorithms() -> None:
    rows = signatures.KNOWN.values()
    for names in ([row.xml_uri for row in rows if row.xml_uri], [row.jose for row in rows if row.jose]):
        assert len(set(names)) == len(names)
    assert len({row.identifier_der for row in rows}) == len(rows) == 36
    assert len(digests.BY_OID) == len(digests.BY_URI) == len(digests.KNOWN) == 9
    assert len(signatures.WRITTEN) == 13
    assert list(digests.WRITTEN) == ["SHA256", "SHA384", "SHA512"]


def test_no_other_module_holds_an_algorithms_oid_or_uri() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] != "algorithms"]
    assert len(modules) > 400
    found = {
        (str(path.relative_to(SOURCE)), text)
        for path in modules
        for text in texts(path)
        if ALGORITHM_OIDS.match(text) or ALGORITHM_URIS.search(text)
    }
    assert found == set()


def test_a_planted_oid_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('"""1.3.14.3.2.26 in prose."""\nHASHES = {"2.16.840.1.101.3.4.2.1": "sha256"}\n')
    assert [text for text in texts(planted) if ALGORITHM_OIDS.match(text)] == ["2.16.840.1.101.3.4.2.1"]


def test_oids_are_those_that_the_library_has() -> None:
    theirs = {
        oid.dotted_string: name.replace("SHA3_", "SHA3-").replace("_WITH_", "_")
        for name, oid in vars(SignatureAlgorithmOID).items()
        if isinstance(oid, x509.ObjectIdentifier) and not name.startswith("_")
    }
    ours = {oid: row.name for oid, row in signatures.BY_OID.items()}
    assert {name for oid, name in theirs.items() if ours.get(oid) != name} == NOT_OURS
    assert len(theirs) - len(NOT_OURS) > 20


def test_plain_rows_of_the_old_dialects_are_known_by_their_oid() -> None:
    plain = signatures.BY_OID["0.4.0.127.0.7.1.1.4.1.3"]
    assert (plain.scheme().raw_ecdsa, plain.digest.name) == (True, "SHA256")
    assert signatures.BY_OID["1.3.14.3.2.29"] is signatures.KNOWN["RSA_SHA1"]
    assert identifiers.RSA_PSS not in signatures.BY_OID


def test_schemes_are_raw_where_the_notation_is() -> None:
    assert signatures.BY_URI["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"].scheme(raw_ecdsa=True).raw_ecdsa
    assert not signatures.KNOWN["ECDSA_SHA256"].scheme().raw_ecdsa
    assert not signatures.KNOWN["RSA_SHA256"].scheme(raw_ecdsa=True).raw_ecdsa


def test_every_row_that_we_sign_with_is_strong_and_has_a_key() -> None:
    for row in signatures.WRITTEN.values():
        assert row.digest.is_strong
        assert row.family is not Family.DSA
    assert {"MD5", "SHA1"} == digests.BROKEN
    assert digests.name_of("1.2.3") == "1.2.3"


@pytest.mark.parametrize("curve", keys.CURVES.values(), ids=str)
def test_curves_are_called_as_the_library_calls_them(curve: keys.Curve) -> None:
    key = ec.generate_private_key(curve.type()).public_key()
    assert keys.CURVES[key.curve.name] is curve
