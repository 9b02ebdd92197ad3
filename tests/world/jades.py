"""JAdES put together by hand, as other software may write it, right or wrong on purpose."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from tests.world.signing_pki import SIGNED_AT, signing_pki

Json = dict[str, Any]


def b64url(data: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def b64(data: bytes) -> str:
    """Return plain base64."""
    return b64encode(data).decode()


def written(value: object) -> bytes:
    """Return JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def header(changes: Mapping[str, object] | None = None) -> Json:
    """Return the protected header of a JAdES-B by the world's P-256 signer; None leaves a parameter out."""
    signer = signing_pki().signer("P-256").certificate
    found = {
        "alg": "ES256",
        "x5t#S256": b64url(signer.fingerprint(hashes.SHA256())),
        "x5c": [b64(c.public_bytes(Encoding.DER)) for c in (signer, *signing_pki().chain)],
        "iat": int(SIGNED_AT.timestamp()),
    }
    return {name: value for name, value in (found | dict(changes or {})).items() if value is not None}


def value_over(protected: str, payload: bytes) -> bytes:
    """Return the ES256 value of the world's signer."""
    key = signing_pki().signer("P-256").key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(f"{protected}.".encode() + payload, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def components(signature: str) -> list[Json]:
    """Return sigTst, xVals and rVals that bring a signature to level LT."""
    world = signing_pki()
    material = world.revocation(world.signer("P-256").certificate)
    return [
        {"sigTst": {"tstTokens": [{"val": b64(world.token(signature.encode()))}]}},
        {"xVals": [{"x509Cert": {"val": b64(c.public_bytes(Encoding.DER))}} for c in material.certificates]},
        {
            "rVals": {
                "crlVals": [{"val": b64(one)} for one in material.crls],
                "ocspVals": [{"val": b64(one)} for one in material.ocsp_responses],
            }
        },
    ]


def flattened(
    protected: Mapping[str, object] | bytes,
    *,
    payload: bytes = b"Sveiki",
    signed: bytes | None = None,
    inside: str | None = None,
    detached: bool = False,
    clear: bool = False,
    more: Sequence[Json] = (),
    unprotected: Mapping[str, object] | None = None,
) -> Json:
    """Return a flattened JWS of level LT.

    Args:
        protected: The protected header, or its JSON.
        payload: What is signed, before base64url.
        signed: What stands behind the dot, where it is not base64url of the payload.
        inside: The member `payload`, where it is not base64url of the payload.
        detached: Whether that member is left out.
        clear: Whether etsiU holds objects rather than base64url.
        more: Components after those of level LT.
        unprotected: Members beside etsiU.
    """
    encoded = b64url(protected if isinstance(protected, bytes) else written(protected))
    value = b64url(value_over(encoded, b64url(payload).encode() if signed is None else signed))
    etsi_u = [one if clear else b64url(written(one)) for one in (*components(value), *more)]
    document: Json = {} if detached else {"payload": b64url(payload) if inside is None else inside}
    return document | {
        "protected": encoded,
        "header": {"etsiU": etsi_u, **(unprotected or {})},
        "signature": value,
    }
