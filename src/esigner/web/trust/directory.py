"""What the authorities publish: their certificates and revocation lists."""

from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from esigner.pki import crl
from esigner.registry import authorities, certificates
from esigner.web.trust.answers import binary, with_problems
from esigner.web.trust.kinds import Kind

CRL_VALIDITY: Final = timedelta(days=1)
_MEDIA_TYPES: Final = {"cer": "application/pkix-cert", "pem": "application/x-pem-file"}
_ENCODINGS: Final = {"cer": Encoding.DER, "pem": Encoding.PEM}


@require_safe
@with_problems
def index(request: HttpRequest, *, kind: Kind) -> HttpResponse:
    """Return the addresses of everything."""
    root = request.build_absolute_uri(request.path).rstrip("/")
    return JsonResponse(
        {
            "notice": kind.notice,
            "authorities": {name: _authority(root, name) for name in kind.issuers()},
            "issuing": {name: authorities.current(name, at=timezone.now()) for name in kind.slots()},
            "timestamps": {name: f"{root}/tsa/{name}" for name in kind.timestamps},
        }
    )


def _authority(root: str, name: str) -> dict[str, str]:
    own = authorities.load(name).certificate
    return {
        "certificate": f"{root}/ca/{name}.cer",
        "crl": f"{root}/crl/{name}.crl",
        "ocsp": f"{root}/ocsp/{name}",
        "notAfter": own.not_valid_after_utc.isoformat(),
        "sha256": own.fingerprint(hashes.SHA256()).hex(),
    }


@require_safe
@with_problems
def certificate(_request: HttpRequest, *, kind: Kind, name: str, encoding: str) -> HttpResponse:
    """Return the certificate of an authority, a responder or a time-stamping unit.

    DER is the one that is named. PEM under the name of the plan's row has its successors in front, as long as each is
    in force: whoever fetches it before it is needed trusts both.
    """
    if not kind.publishes(name):
        raise Http404
    own = authorities.load(name).certificate
    later = authorities.certificates(name, at=timezone.now()) if encoding == "pem" else ()
    content = b"".join(one.public_bytes(_ENCODINGS[encoding]) for one in dict.fromkeys((*later, own)))
    return HttpResponse(content, content_type=_MEDIA_TYPES[encoding])


@require_safe
@with_problems
def revocation_list(_request: HttpRequest, *, kind: Kind, name: str) -> HttpResponse:
    """Return the authority's CRL as of now; its number grows with time."""
    if not kind.issues(name):
        raise Http404
    now = timezone.now()
    content = crl.build(
        authorities.load(name),
        revoked=certificates.revoked(name),
        number=int(now.timestamp()),
        this_update=now,
        next_update=now + CRL_VALIDITY,
    )
    return binary(content, "application/pkix-crl")
