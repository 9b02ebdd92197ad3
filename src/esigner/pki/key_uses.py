"""Whether the key is already used; keys are identified by `keys.spki_sha256`, None if unreadable."""

from dataclasses import dataclass
from typing import Literal

from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUses:
    """Where public keys are already used; each set contains `keys.spki_sha256` digests (lower-case hex)."""

    environment: Literal["test", "production"]
    """The environment the request is for."""
    test: frozenset[str] = frozenset()
    """Keys of all clients of the test environment."""
    production: frozenset[str] = frozenset()
    other_clients: frozenset[str] = frozenset()
    """Keys of other institutions' clients, either environment."""
    pending: frozenset[str] = frozenset()
    """Keys of requests waiting for a decision."""
    blocklisted: frozenset[str] = frozenset()
    """Keys known to be weak or leaked, by the installation's own list."""


def reused_test_production(digest: str | None, uses: KeyUses) -> Check:
    """KEY_REUSED_TEST_PRODUCTION: the test and the production environment have different keys."""
    for_test = uses.environment == "test"
    elsewhere = uses.production if for_test else uses.test
    return _unused(
        "KEY_REUSED_TEST_PRODUCTION",
        digest,
        elsewhere,
        Text(
            "Šī atslēga jau tiek lietota otrā vidē. Testa un produkcijas videi vajadzīgas dažādas atslēgas: "
            "izveidojiet jaunu atslēgu šai videi.",
            "This key is already used in the other environment. Test and production need different keys: make a new "
            "key for this environment.",
        ),
    )


def reused_other_client(digest: str | None, uses: KeyUses) -> Check:
    """KEY_REUSED_OTHER_CLIENT: no other client uses it."""
    return _unused(
        "KEY_REUSED_OTHER_CLIENT",
        digest,
        uses.other_clients,
        Text(
            "Šo atslēgu jau lieto cits klients. Katram klientam vajadzīga sava atslēga: izveidojiet jaunu.",
            "Another client already uses this key. Every client needs its own: make a new one.",
        ),
    )


def already_pending(digest: str | None, uses: KeyUses) -> Check:
    """KEY_ALREADY_PENDING: no other request with this key waits for a decision."""
    return _unused(
        "KEY_ALREADY_PENDING",
        digest,
        uses.pending,
        Text(
            "Pieprasījums ar šo atslēgu jau ir iesniegts un gaida lēmumu. Sagaidiet to vai izveidojiet jaunu atslēgu.",
            "A request with this key has been submitted and awaits a decision. Wait for it or make a new key.",
        ),
    )


def _unused(name: str, digest: str | None, digests: frozenset[str], sentence: Text) -> Check:
    if digest is None:
        return failed(
            name,
            Text(
                "Nevar pārbaudīt, jo atslēgu nevar nolasīt. Skatiet pārbaudi KEY_TYPE.",
                "Cannot be checked, since the key cannot be read. See the check KEY_TYPE.",
            ),
        )
    if digest in digests:
        return failed(name, sentence)
    return passed(name, Text("Atslēga citur netiek lietota.", "The key is not used elsewhere."))
