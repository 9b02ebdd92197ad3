"""Addresses of the trust services' door."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from esigner.web.trust import directory, simulated, status, timestamps
from esigner.web.trust.kinds import OWN, SIMULATED, Kind, sandbox_only

app_name = "trust"


def _services(kind: Kind) -> list[URLPattern]:
    """Return what every provider has."""
    given = {"kind": kind}
    guard = sandbox_only if kind is SIMULATED else (lambda view: view)
    return [
        path("", guard(directory.index), given),
        re_path(r"^ca/(?P<name>[a-z0-9-]+)\.(?P<encoding>cer|pem)$", guard(directory.certificate), given),
        re_path(r"^crl/(?P<name>[a-z0-9-]+)\.crl$", guard(directory.revocation_list), given),
        re_path(r"^ocsp/(?P<name>[a-z0-9-]+)/?$", guard(status.post), given),
        re_path(r"^ocsp/(?P<name>[a-z0-9-]+)/(?P<query>.+)$", guard(status.get), given),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    *_services(OWN),
    re_path(r"^tsa/(?P<environment>test|production)$", timestamps.post),
    path(
        "simulated-qtsp/",
        include(
            [
                *_services(SIMULATED),
                path("certificates", simulated.issue),
                path("revocations", simulated.revoke),
            ]
        ),
    ),
]

# Django's own handlers look for pages; this door has none.
handler400 = "esigner.web.trust.answers.bad_request"
handler404 = "esigner.web.trust.answers.not_found"
handler500 = "esigner.web.trust.answers.failed"
