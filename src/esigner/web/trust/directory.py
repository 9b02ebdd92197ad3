"""What the authorities publish: their certificates and revocation lists."""

from datetime import timedelta
from typing import Final

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
            "authorities": {
                name: {
                    "certificate": f"{root}/ca/{name}.cer",
                    "crl": f"{root}/crl/{name}.crl",
                    "ocsp": f"{root}/ocsp/{name}",
                }
                for name in kind.issuers()
            },
            "timestamps": {name: f"{root}/tsa/{name}" for name in kind.timestamps},
        }
    )


@require_safe
@with_problems
def certificate(_request: HttpRequest, *, kind: Kind, name: str, encoding: str) -> HttpResponse:
    """Return the certificate of an authority, a responder or a time-stamping unit."""
    if name not in kind.published():
        raise Http404
    content = authorities.load(name).certificate.public_bytes(_ENCODINGS[encoding])
    return HttpResponse(content, content_type=_MEDIA_TYPES[encoding])


@require_safe
@with_problems
def revocation_list(_request: HttpRequest, *, kind: Kind, name: str) -> HttpResponse:
    """Return the authority's CRL as of now; its number grows with time."""
    if name not in kind.issuers():
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
