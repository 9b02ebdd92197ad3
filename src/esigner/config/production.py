"""What an installation that is not a sandbox must be, or it does not start.

An installation is production unless ESIGNER_SANDBOX is switched on: there is no third kind, so nobody can
forget to say that people rely on it. Both environments of the E-signer, test and production, run in either.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from django.conf import settings

from esigner.errors import Text

SECRET_LENGTH: Final = 32
SECRET_CHARACTERS: Final = 10
"""The least number of different characters in a random key."""
PEOPLE_COME_TO: Final = ("portal", "sign_test", "sign_production")
"""Doors with cookies, passwords, links that open something. The trust door is plain on purpose: what it returns is
signed, and checking a certificate must not need another one."""

Problems = Iterator[tuple[str, Text]]


def problems() -> Problems:
    """Return every setting that makes an installation unsafe, with what is to be done; nothing in a sandbox."""
    if settings.ESIGNER_SANDBOX:
        return
    yield from _transport()
    yield from _listening()
    yield from _secret()
    yield from _hosts()
    yield from _simulation()


def _transport() -> Problems:
    for key in PEOPLE_COME_TO:
        if not settings.ESIGNER_URLS[key].startswith("https://"):
            yield (
                f"ESIGNER_URL_{key.upper()}",
                Text(
                    "ārpus smilškastes jābūt https: norādiet ESIGNER_TLS_CERTIFICATE un ESIGNER_TLS_KEY, vai šo adresi "
                    "ar https, ja TLS beidzas starpniekserverī; izmēģinājumiem: ESIGNER_SANDBOX=1.",
                    "must be https outside of a sandbox: name ESIGNER_TLS_CERTIFICATE and ESIGNER_TLS_KEY, or this "
                    "address with https where a proxy ends TLS; for trials: ESIGNER_SANDBOX=1.",
                ),
            )


def _listening() -> Problems:
    if not settings.ESIGNER_TLS_CERTIFICATE and not _is_loopback(settings.ESIGNER_LISTEN):
        yield (
            "ESIGNER_LISTEN",
            Text(
                "bez ESIGNER_TLS_CERTIFICATE durvis klausās tikai šajā pašā datorā (127.0.0.1), aiz starpniekservera.",
                "without ESIGNER_TLS_CERTIFICATE doors listen on this machine alone (127.0.0.1), behind a proxy.",
            ),
        )
    if settings.ESIGNER_TLS_SOURCE == "nginx" and not settings.ESIGNER_LISTEN.startswith("unix:"):
        yield (
            "ESIGNER_TLS_SOURCE",
            Text(
                "sertifikātam no galvenes tic tikai uz unix ligzdas, bet durvis klausās TCP: jābūt embedded.",
                "a certificate in a header is believed on a unix socket only, but the doors listen on TCP: "
                "must be embedded.",
            ),
        )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost" or address.startswith("unix:")


def _secret() -> Problems:
    if len(settings.SECRET_KEY) < SECRET_LENGTH or len(set(settings.SECRET_KEY)) < SECRET_CHARACTERS:
        yield (
            "ESIGNER_SECRET_KEY",
            Text(
                f"jābūt vismaz {SECRET_LENGTH} nejaušām zīmēm; ja to nenorāda, atslēgu izveido pati instalācija.",
                f"must be {SECRET_LENGTH} random characters at least; left out, the installation makes one itself.",
            ),
        )


def _hosts() -> Problems:
    if "*" in settings.ALLOWED_HOSTS:
        yield "ESIGNER_ALLOWED_HOSTS", Text("jānosauc vārdi, “*” nevar būt.", "must name the hosts; “*” cannot be.")


def _simulation() -> Problems:
    if settings.ESIGNER_PORTAL_SIGNS_IN != "production":
        yield (
            "ESIGNER_PORTAL_SIGNS_IN",
            Text(
                "ārpus smilškastes jābūt production: testa parakstam nav spēka.",
                "must be production outside of a sandbox: a test signature is worth nothing.",
            ),
        )
