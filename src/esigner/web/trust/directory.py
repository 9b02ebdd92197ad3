"""What the authorities publish: their certificates and revocation lists."""

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from esigner.registry import authorities, revocation_lists
from esigner.web.trust.answers import with_problems
from esigner.web.trust.kinds import Kind

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
def revocation_list(request: HttpRequest, *, kind: Kind, name: str) -> HttpResponse:
    """Return the authority's newest CRL; 304 to those who have it."""
    if not kind.issues(name):
        raise Http404
    published = revocation_lists.current(name, at=timezone.now())
    tag, changed_at = f'"{published.sha256}"', int(published.this_update.timestamp())
    answer = get_conditional_response(request, etag=tag, last_modified=changed_at)
    if answer is None:
        answer = HttpResponse(published.content, content_type="application/pkix-crl")
    answer.headers["ETag"], answer.headers["Last-Modified"] = tag, http_date(changed_at)
    # To be asked again each time: a revocation is in the next list at once.
    answer.headers["Cache-Control"] = "no-cache"
    return answer
