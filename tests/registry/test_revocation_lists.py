"""Lists are built on change, kept, and shared by the doors; what ended leaves after one more regular list."""

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test.utils import CaptureQueriesContext

from esigner.registry import authorities, certificates, jobs, models, revocation_lists, tasks
from esigner.registry.certificates import Certificate
from esigner.registry.errors import AuthorityMissingError
from tests.world import queue
from tests.world import registry as world
from tests.world.registry import AT

pytestmark = pytest.mark.django_db
AUTHORITY = "test-clients"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def founded(db: None) -> None:
    world.authorities_founded()


def issued() -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    return certificates.issue(client_id=world.client().id, csr=world.csr(key), act=world.ACT)


def revoke(certificate: Certificate, *, at: datetime = AT) -> None:
    certificates.revoke(certificate_id=certificate.id, reason="superseded", act=world.by_officer(at=at))


def served(*, at: datetime) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(revocation_lists.current(AUTHORITY, at=at).content)


def names(listed: x509.CertificateRevocationList, certificate: Certificate) -> bool:
    return listed.get_revoked_certificate_by_serial_number(int(certificate.serial, 16)) is not None


def number(listed: x509.CertificateRevocationList) -> int:
    return listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def test_the_list_is_built_once_and_then_read() -> None:
    first = revocation_lists.current(AUTHORITY, at=AT)
    with CaptureQueriesContext(connection) as asked:
        again = revocation_lists.current(AUTHORITY, at=AT + HOUR)

    assert (again, again.content) == (first, first.content)
    assert len(asked) == 1, "the row without its bytes, and nothing else"


def test_a_revocation_is_in_the_next_list_at_once() -> None:
    certificate = issued()
    before = served(at=AT)
    revoke(certificate)

    after = served(at=AT)

    assert (names(before, certificate), names(after, certificate)) == (False, True)
    assert number(after) > number(before)


def test_a_revocation_has_the_worker_publish_the_list() -> None:
    certificate = issued()
    served(at=AT)
    revoke(certificate)
    assert queue.ordered(jobs.PUBLISH_LIST) == [{"authority": AUTHORITY}]

    tasks.publish_list(authority=AUTHORITY)

    kept = models.RevocationList.objects.get(authority=AUTHORITY)
    assert (kept.built, kept.wanted) == (1, 1)
    assert names(x509.load_der_x509_crl(bytes(kept.content or b"")), certificate)


def test_a_revocation_by_code_of_before_counts_too() -> None:
    """It knows nothing of lists that are kept."""
    certificate = issued()
    served(at=AT)
    models.Certificate.objects.filter(pk=certificate.id).update(
        status="revoked", revoked_at=AT, revocation_reason="superseded"
    )

    assert names(served(at=AT), certificate)


def test_a_list_whose_end_comes_near_is_followed_by_a_regular_one() -> None:
    first = served(at=AT)
    assert not revocation_lists.publish_if_due(AUTHORITY, at=AT + 11 * HOUR)
    assert revocation_lists.publish_if_due(AUTHORITY, at=AT + 12 * HOUR)

    after = served(at=AT + 12 * HOUR)

    assert after.next_update_utc == AT + 36 * HOUR
    assert first.next_update_utc == AT + DAY


def test_the_worker_renews_every_authority() -> None:
    tasks.renew_lists(timestamp=0)

    kept = set(models.RevocationList.objects.exclude(content=None).values_list("authority", flat=True))
    assert kept == set(authorities.names(sandbox=True))


def test_the_worker_renews_the_list_of_every_generation() -> None:
    later = AT + 12 * 365 * DAY
    authorities.renew(at=later)
    names_of = set(authorities.issuers())
    assert "test-clients-2" in names_of

    tasks.renew_lists(timestamp=0)

    kept = set(models.RevocationList.objects.exclude(content=None).values_list("authority", flat=True))
    assert kept == names_of


def test_what_ended_leaves_once_a_regular_list_after_its_end_named_it() -> None:
    certificate = issued()
    revoke(certificate)
    end = certificate.not_after
    assert names(served(at=end - HOUR), certificate), "in force"

    other = issued()
    revoke(other)
    assert names(served(at=end + HOUR), certificate), "built for a revocation, but it is no regular list"
    assert names(served(at=end + DAY), certificate), "the regular one"

    assert not names(served(at=end + 2 * DAY), certificate)


def test_what_is_revoked_after_its_end_is_named_once_too() -> None:
    certificate = issued()
    end = certificate.not_after
    served(at=end + DAY)
    revoke(certificate, at=end + DAY + HOUR)

    assert names(served(at=end + DAY + HOUR), certificate)


def test_thirty_thousand_entries_take_two_signatures() -> None:
    """A third of a million signatures, or the square of their number, would take hours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_certificate (id, use, source, authority, fingerprint_sha256, spki_sha256, serial,"
            " subject, issuer, not_before, not_after, status, pem, chain_pem, registered_at, revoked_at,"
            " revocation_reason) SELECT gen_random_uuid(), 'service', 'issued', %s, md5(n::text), md5(n::text),"
            " to_hex(n), '', '', %s, %s, 'revoked', '', '', %s, %s, 'superseded' FROM generate_series(1, 30000) n",
            [AUTHORITY, AT - DAY, AT + 300 * DAY, AT, AT],
        )
    listed = served(at=AT)

    assert len(listed) == 30_000
    assert listed.is_signature_valid(authorities.load(AUTHORITY).certificate.public_key())  # type: ignore[arg-type]
    assert models.RevocationList.objects.get(authority=AUTHORITY).wanted == 30_000


def test_an_authority_that_was_not_founded_has_no_list() -> None:
    with pytest.raises(AuthorityMissingError):
        revocation_lists.current("nobody", at=AT)
