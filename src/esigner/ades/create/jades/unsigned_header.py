"""The components of `etsiU` written by this package.

Standard: TS 119 182-1, 5.3.
"""

from collections.abc import Iterable, Sequence

from cryptography import x509

from esigner.ades.create.jades.header import Json, b64, b64url, encoded
from esigner.pkix.encoding import encoded_certificate


def signature_timestamp(token: bytes) -> dict[str, Json]:
    """Return sigTst."""
    return {"sigTst": _container(token)}


def archive_timestamp(token: bytes) -> dict[str, Json]:
    """Return arcTst; without `timeStamped` it is over everything before it."""
    return {"arcTst": _container(token)}


def values(
    *, certificates: Iterable[x509.Certificate], ocsp_responses: Iterable[bytes], crls: Iterable[bytes]
) -> list[dict[str, Json]]:
    """Return xVals and rVals, each only if not empty."""
    encapsulated = [{"x509Cert": {"val": b64(encoded_certificate(one))}} for one in dict.fromkeys(certificates)]
    lists = {"crlVals": _objects(crls), "ocspVals": _objects(ocsp_responses)}
    revocation: dict[str, Json] = {name: inner for name, inner in lists.items() if inner}
    found: list[dict[str, Json]] = [{"xVals": encapsulated}] if encapsulated else []
    return [*found, {"rVals": revocation}] if revocation else found


def timestamp_data(components: Sequence[dict[str, Json]]) -> list[dict[str, Json]]:
    """Return tstVD around xVals and rVals, if there are any."""
    inner = {name: value for component in components for name, value in component.items()}
    return [{"tstVD": inner}] if inner else []


def encoded_component(component: dict[str, Json]) -> str:
    """Return a component as base64url of its JSON, so that its bytes do not change."""
    return b64url(encoded(component))


def _container(token: bytes) -> dict[str, Json]:
    return {"tstTokens": [{"val": b64(token)}]}


def _objects(items: Iterable[bytes]) -> list[dict[str, Json]]:
    return [{"val": b64(item)} for item in dict.fromkeys(items)]
