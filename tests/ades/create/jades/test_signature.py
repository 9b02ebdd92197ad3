"""JAdES, taken apart with nothing but the standard library and `cryptography`."""

import hashlib
import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from esigner import ades
from esigner.ades import Format, Level, Packaging, Serialization, Shape
from esigner.ades.create.errors import LevelNotHeldError, OneFileError, ShapeNotSupportedError
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from tests.world.signatures import FILES, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

COMPACT = Shape(serialization=Serialization.COMPACT)
DETACHED = Shape(packaging=Packaging.DETACHED)
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
Json = dict[str, Any]


def decoded(text: str) -> bytes:
    assert "=" not in text
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def header_of(protected: str) -> Json:
    found = json.loads(decoded(protected))
    assert isinstance(found, dict)
    return found


def verify(protected: str, payload: str, signature: str) -> Json:
    """Verify as RFC 7515 and RFC 7518 say, with the key of the first certificate in x5c; give the header."""
    header = header_of(protected)
    certificate = x509.load_der_x509_certificate(b64decode(header["x5c"][0]))
    key, value, data = certificate.public_key(), decoded(signature), f"{protected}.{payload}".encode()
    family, bits = header["alg"][:2], header["alg"][2:]
    if isinstance(key, ec.EllipticCurvePublicKey):
        assert key.key_size == {"256": 256, "384": 384, "512": 521}[bits]
        half = len(value) // 2
        pair = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
        key.verify(encode_dss_signature(*pair), data, ec.ECDSA(HASHES[bits]))
    elif isinstance(key, rsa.RSAPublicKey) and family == "PS":
        salted = padding.PSS(padding.MGF1(HASHES[bits]), HASHES[bits].digest_size)
        key.verify(value, data, salted, HASHES[bits])
    elif isinstance(key, rsa.RSAPublicKey):
        assert family == "RS"
        key.verify(value, data, padding.PKCS1v15(), HASHES[bits])
    else:
        assert isinstance(key, ed25519.Ed25519PublicKey)
        assert header["alg"] == "EdDSA"
        key.verify(value, data)
    return header


@pytest.mark.parametrize(
    ("kind", "algorithm", "named"),
    [
        ("RSA-2048", None, "RS256"),
        ("RSA-2048", "RSA_SSA_PSS_SHA512_MGF1", "PS512"),
        ("P-256", None, "ES256"),
        ("P-384", None, "ES384"),
        ("P-521", None, "ES512"),
        ("Ed25519", None, "EdDSA"),
    ],
)
def test_compact_signature_verifies_by_the_book(kind: str, algorithm: str | None, named: str) -> None:
    text = signed(form=Format.JADES, level=Level.B, kind=kind, algorithm=algorithm, shape=COMPACT).decode()
    protected, payload, signature = text.split(".")
    assert verify(protected, payload, signature)["alg"] == named
    assert decoded(payload) == FILES[0].content


@pytest.mark.parametrize("serialization", [Serialization.FLATTENED, Serialization.GENERAL])
def test_json_signature_holds_what_level_lt_needs(serialization: Serialization) -> None:
    document = json.loads(signed(form=Format.JADES, level=Level.LT, shape=Shape(serialization=serialization)))
    signature = document["signatures"][0] if serialization is Serialization.GENERAL else document
    verify(signature["protected"], document["payload"], signature["signature"])
    components = [json.loads(decoded(one)) for one in signature["header"]["etsiU"]]
    assert [list(one) for one in components] == [["sigTst"], ["xVals"], ["rVals"]]
    token = ades.timestamps.read(b64decode(components[0]["sigTst"]["tstTokens"][0]["val"]))
    assert token.covers(signature["signature"].encode())
    assert [len(components[2]["rVals"][name]) for name in ("crlVals", "ocspVals")] == [2, 1]


def test_detached_signature_names_its_files_by_digest() -> None:
    document = json.loads(signed(form=Format.JADES, level=Level.T, files=FILES, shape=DETACHED))
    assert "payload" not in document
    data = verify(document["protected"], "", document["signature"])["sigD"]
    assert data["mId"] == "http://uri.etsi.org/19182/ObjectIdByURIHash"
    assert data["pars"][0] == "l%C4%ABgums%20ar%20%C5%86%20un%20%C4%81%C4%8D.txt"
    assert data["hashM"] == "S256"
    encoded = urlsafe_b64encode(FILES[1].content).rstrip(b"=")
    assert decoded(data["hashV"][1]) == hashlib.sha256(encoded).digest()


def test_every_claim_stands_in_the_protected_header() -> None:
    document = json.loads(
        signed(
            form=Format.JADES,
            level=Level.B,
            digest="SHA512",
            claims=ades.Claims(
                roles=("Valdes loceklis",),
                place=ades.ProductionPlace(city="Rīga", country="LV"),
                commitment=ades.Commitment.APPROVAL,
                policy=ades.SignaturePolicy(oid="1.2.3.4", digest=bytes(32), uri="https://localhost/p.pdf"),
            ),
        )
    )
    header = header_of(document["protected"])
    assert header["iat"] == int(SIGNED_AT.timestamp())
    assert header["crit"] == ["x5t#o", "srCms", "sigPl", "srAts", "sigPId"]
    assert header["srCms"] == [{"commId": {"id": "http://uri.etsi.org/01903/v1.2.2#ProofOfApproval"}}]
    assert header["sigPl"] == {"addressCountry": "LV", "addressLocality": "Rīga"}
    assert header["srAts"]["claimed"][0]["qVals"] == ["Valdes loceklis"]
    assert header["sigPId"]["id"] == {"id": "urn:oid:1.2.3.4"}
    signer = signing_pki().signer("P-256").certificate
    assert decoded(header["x5t#o"]["digVal"]) == signer.fingerprint(hashes.SHA512())


def test_compact_signature_refuses_a_timestamp() -> None:
    with pytest.raises(LevelNotHeldError):
        signed(form=Format.JADES, level=Level.T, shape=COMPACT)


def test_digest_that_does_not_belong_to_the_curve_is_refused() -> None:
    with pytest.raises(AlgorithmNotSupportedError):
        signed(form=Format.JADES, level=Level.B, kind="P-384", algorithm="ECDSA_SHA256")


def test_payload_is_one_file() -> None:
    with pytest.raises(OneFileError):
        signed(form=Format.JADES, level=Level.B, files=FILES)


@pytest.mark.parametrize(
    "shape", [Shape(packaging=Packaging.ENVELOPED), Shape(canonicalization=ades.Canonicalization.EXCLUSIVE)]
)
def test_choices_of_other_formats_are_refused(shape: Shape) -> None:
    with pytest.raises(ShapeNotSupportedError):
        signed(form=Format.JADES, level=Level.B, shape=shape)
