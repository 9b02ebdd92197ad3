"""Whether the key is known already: leaked, or used somewhere else."""

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from esigner.errors import Text
from esigner.pki import weak_keys
from esigner.pki.checks import Check, failed, passed, warned
from esigner.pki.csr.candidate import Candidate
from esigner.pki.keys import spki_sha256


def blocklist(candidate: Candidate) -> Check:
    """KEY_BLOCKLIST: neither on the installation's list nor known to `badkeys` as weak or leaked."""
    if candidate.key is None:
        return _unreadable("KEY_BLOCKLIST")
    if _is_listed(candidate) or _is_known_weak(candidate):
        return failed(
            "KEY_BLOCKLIST",
            Text(
                "Šī atslēga ir zināma kā vāja vai nopludināta. Nelietojiet to nekur un izveidojiet jaunu atslēgu.",
                "This key is known to be weak or leaked. Do not use it anywhere and make a new key.",
            ),
        )
    return passed(
        "KEY_BLOCKLIST",
        Text("Atslēga nav zināma kā vāja vai nopludināta.", "The key is not known to be weak or leaked."),
    )


def reused_test_production(candidate: Candidate) -> Check:
    """KEY_REUSED_TEST_PRODUCTION: the test and the production environment have different keys."""
    for_test = candidate.uses.environment == "test"
    elsewhere = candidate.uses.production if for_test else candidate.uses.test
    return _unused(
        "KEY_REUSED_TEST_PRODUCTION",
        candidate,
        elsewhere,
        Text(
            "Šī atslēga jau tiek lietota otrā vidē. Testa un produkcijas videi vajadzīgas dažādas atslēgas: "
            "izveidojiet jaunu atslēgu šai videi.",
            "This key is already used in the other environment. Test and production need different keys: make a new "
            "key for this environment.",
        ),
    )


def reused_other_client(candidate: Candidate) -> Check:
    """KEY_REUSED_OTHER_CLIENT: no other client has it."""
    return _unused(
        "KEY_REUSED_OTHER_CLIENT",
        candidate,
        candidate.uses.other_clients,
        Text(
            "Šo atslēgu jau lieto cits klients. Katram klientam vajadzīga sava atslēga: izveidojiet jaunu.",
            "Another client already uses this key. Every client needs its own: make a new one.",
        ),
    )


def already_pending(candidate: Candidate) -> Check:
    """KEY_ALREADY_PENDING: no other request with this key waits for a decision."""
    return _unused(
        "KEY_ALREADY_PENDING",
        candidate,
        candidate.uses.pending,
        Text(
            "Pieprasījums ar šo atslēgu jau ir iesniegts un gaida lēmumu. Sagaidiet to vai izveidojiet jaunu atslēgu.",
            "A request with this key has been submitted and awaits a decision. Wait for it or make a new key.",
        ),
    )


def _unused(name: str, candidate: Candidate, digests: frozenset[str], sentence: Text) -> Check:
    if candidate.key is None:
        return _unreadable(name)
    if spki_sha256(candidate.key) in digests:
        return failed(name, sentence)
    return passed(name, Text("Atslēga citur netiek lietota.", "The key is not used elsewhere."))


def _is_listed(candidate: Candidate) -> bool:
    if candidate.key is None:
        return False
    if spki_sha256(candidate.key) in candidate.uses.blocklisted:
        return True
    if isinstance(candidate.key, rsa.RSAPublicKey):
        return bool(weak_keys.in_badkeys_block_list(candidate.key.public_numbers().n))
    if isinstance(candidate.key, ec.EllipticCurvePublicKey):
        return bool(weak_keys.in_badkeys_block_list(candidate.key.public_numbers().x))
    return False


def _is_known_weak(candidate: Candidate) -> bool:
    numbers = candidate.rsa
    return numbers is not None and weak_keys.known_weakness(numbers.n, numbers.e) is not None


def _unreadable(name: str) -> Check:
    return warned(
        name,
        Text(
            "Nav pārbaudīts, jo atslēgu nevar nolasīt. Skatiet pārbaudi KEY_TYPE.",
            "Not checked, since the key cannot be read. See the check KEY_TYPE.",
        ),
    )
