"""The web-service links of an environment: what steps 2.2 and 4.2 send to the institution, and we use too."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings

from esigner.registry import anchors, authorities
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.wire.stamping import Authorities


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses without a trailing slash."""

    api_url: str
    sign_url: str
    openapi_url: str
    probe_url: str
    ca_url: str
    """Certificates of the authority that issues the clients' certificates, PEM: during a rollover both."""
    ocsp_url: str
    crl_url: str
    trust_url: str
    """Every authority, old ones and the next ones too, with certificate, list and responder; JSON."""
    tsa_url: str
    portal_url: str

    def as_dict(self) -> Mapping[str, str]:
        """Return the links by name, camelCase as everywhere in the API."""
        return {_camel(name): value for name, value in asdict(self).items()}


def of(environment: Environment, *, at: datetime | None = None) -> Links:
    """Return the environment's links, from the installation's base URLs.

    Args:
        environment: Which.
        at: Whose list and responder are named: those of the authority that issues at this time, else the first one's.
    """
    base: Mapping[str, str] = settings.ESIGNER_URLS
    api, trust, slot = base[f"api_{environment}"], base["trust"], f"{environment}-clients"
    issuer = slot if at is None else authorities.current(slot, at=at)
    return Links(
        api_url=api,
        sign_url=base[f"sign_{environment}"],
        openapi_url=f"{api}/v1/openapi.json",
        probe_url=f"{api}/v1/probe",
        ca_url=f"{trust}/ca/{slot}.pem",
        ocsp_url=f"{trust}/ocsp/{issuer}",
        crl_url=f"{trust}/crl/{issuer}.crl",
        trust_url=f"{trust}/",
        tsa_url=f"{trust}/tsa/{environment}",
        portal_url=base["portal"],
    )


def time_stamping(environment: Environment | str) -> Authorities:
    """Return the time-stamping authorities, the preferred one first: those of the settings, or else our own.

    Only tokens whose unit leads to a timestamp anchor of the environment count.
    """
    chosen = Environment(environment)
    return Authorities(
        urls=settings.ESIGNER_TSA_URLS[chosen.value] or (of(chosen).tsa_url,),
        anchors=tuple(anchors.of(chosen, AnchorPurpose.TIMESTAMP)),
        policy=settings.ESIGNER_TSA_POLICY[chosen.value] or None,
        timeout_seconds=settings.ESIGNER_TSA_TIMEOUT_SECONDS,
    )


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
