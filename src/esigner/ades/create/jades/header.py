"""The protected header of a JAdES signature.

Standard: TS 119 182-1, 5.1 and 5.2; RFC 7515, 4.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from esigner.ades.containers.files import DataFile
from esigner.ades.create.claims import Claims, ProductionPlace, SignaturePolicy
from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.errors import MetadataNotAllowedError
from esigner.ades.encoding.markup import uri
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.pkix.encoding import encoded_certificate

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json]"

BY_URI_AND_HASH: Final = "http://uri.etsi.org/19182/ObjectIdByURIHash"
_MUST_BE_UNDERSTOOD: Final = ("x5t#o", "srCms", "sigPl", "srAts", "sigPId", "sigD")
"""Parameters that TS 119 182-1 itself defines: those present are listed in `crit` (5.1.9)."""


def protected_header(
    wanted: Wanted, *, signer: SigningCertificate, algorithm: SignatureAlgorithm, data: Mapping[str, Json]
) -> bytes:
    """Return the JSON of the header, UTF-8, without white space; `data` describes the payload."""
    digest = digest_named(wanted.digest_algorithm)
    header: dict[str, Json] = {
        "alg": algorithm.jose,
        **data,
        **_certificate(signer, digest),
        "x5c": [b64(signer.encoded), *(b64(encoded_certificate(one)) for one in wanted.chain)],
        "iat": int(wanted.signed_at.timestamp()),
        **_claimed(wanted.claims),
    }
    critical = [name for name in _MUST_BE_UNDERSTOOD if name in header]
    return encoded(header | ({"crit": critical} if critical else {}))


def detached_data(files: Sequence[DataFile], digest: DigestAlgorithm) -> dict[str, Json]:
    """Return `sigD`: the files by name and digest."""
    # RFC 7515 signs base64url(payload); the digest of a detached object is therefore over its base64url too.
    described: dict[str, Json] = {
        "mId": BY_URI_AND_HASH,
        "pars": [uri(file.name) for file in files],
        "hashM": digest.jose,
        "hashV": [b64url(digest.digest(b64url(file.content).encode())) for file in files],
        "ctys": [file.media_type for file in files],
    }
    return {"sigD": described}


def b64url(data: bytes) -> str:
    """Return base64url without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def b64(data: bytes) -> str:
    """Return plain base64, as certificates, tokens and revocation values are written."""
    return b64encode(data).decode()


def encoded(value: Json) -> bytes:
    """Return the JSON without white space; refuse text that UTF-8 cannot hold."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise MetadataNotAllowedError(field="claims") from error


def _certificate(signer: SigningCertificate, digest: DigestAlgorithm) -> dict[str, Json]:
    value = b64url(signer.digest(digest))
    if digest.name == "SHA256":
        return {"x5t#S256": value}
    return {"x5t#o": {"digAlg": digest.jose, "digVal": value}}


def _claimed(claims: Claims) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if claims.commitment is not None:
        found["srCms"] = [{"commId": {"id": claims.commitment.uri}}]
    if claims.place is not None and claims.place.text():
        found["sigPl"] = _place(claims.place)
    if claims.roles:
        found["srAts"] = {
            "claimed": [{"mediaType": "text/plain", "encoding": "binary", "qVals": list(claims.roles)}],
        }
    if claims.policy is not None:
        found["sigPId"] = _policy(claims.policy)
    return found


def _place(place: ProductionPlace) -> Json:
    fields = {
        "addressCountry": place.country,
        "addressLocality": place.city,
        "addressRegion": place.state,
        "postalCode": place.postal_code,
        "streetAddress": place.street,
    }
    return {name: value for name, value in fields.items() if value}


def _policy(policy: SignaturePolicy) -> Json:
    where: dict[str, Json] = {"sigPQuals": [{"spURI": policy.uri}]} if policy.uri else {}
    return {
        "id": {"id": f"urn:oid:{policy.oid}"},
        "digAlg": digest_named(policy.digest_algorithm).jose,
        "digVal": b64(policy.digest),
        **where,
    }
