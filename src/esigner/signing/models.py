"""Tables of signing; imported by this app alone."""

import uuid
from typing import ClassVar, Final

from django.db import models

from esigner.signing.states import SignatureState, Status

UNDER_WAY: Final = models.Q(status__in=[Status.OPEN.value, Status.READY.value, Status.SIGNING.value])
"""Of sessions."""
OVER: Final = models.Q(state__in=[SignatureState.FINISHED.value, SignatureState.FAILED.value])
"""Of signatures."""


def _choices(states: type[Status] | type[SignatureState]) -> list[tuple[str, str]]:
    return [(state.value, state.value) for state in states]


class Session(models.Model):
    """One request of a client to have documents signed.

    The client is kept as its id and name at opening: the registry owns the client, the session only says who asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    environment = models.CharField(max_length=10)
    client_id = models.UUIDField(db_index=True)
    client_name = models.CharField(max_length=300)
    institution_id = models.UUIDField()
    format = models.CharField(max_length=12)
    shape = models.JSONField(default=dict)
    """Packaging and serialization; empty means the format's usual."""
    level = models.CharField(max_length=3)
    signers = models.JSONField(default=list)
    """Whom the client expects: list of {personal_code, name, order}; empty means anyone."""
    return_url = models.URLField(max_length=2000, blank=True)
    notify_url = models.URLField(max_length=2000, blank=True)
    language = models.CharField(max_length=2, default="lv")
    token = models.CharField(max_length=64, unique=True)
    """The unguessable part of the signing page's address."""
    status = models.CharField(max_length=10, choices=_choices(Status), default=Status.OPEN.value)
    failure_code = models.CharField(max_length=64, blank=True)
    result_file = models.CharField(max_length=300, blank=True)
    result_level = models.CharField(max_length=3, blank=True)
    """What the result has; lower than asked where the session has FAILED with a signature that is kept."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)
    """When its documents were deleted; their digests, and who signed, stay."""

    class Meta:
        """Constraints and the indexes of the jobs that expire and that delete."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=[state.value for state in Status]), name="signing_session_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.SIGNED.value) | ~models.Q(result_file=""),
                name="signing_session_signed_has_result",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "expires_at"], name="signing_session_expiry"),
            models.Index(fields=["expires_at"], name="signing_session_under_way", condition=UNDER_WAY),
            models.Index(
                fields=["ended_at"],
                name="signing_session_kept",
                condition=models.Q(purged_at__isnull=True, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the id and the state."""
        return f"{self.id} {self.status}"


class Document(models.Model):
    """One file to be signed; its bytes are in the storage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=255)
    declared_bytes = models.BigIntegerField(null=True)
    size_bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=300, blank=True)
    """Name in the storage; empty until the bytes are here."""

    class Meta:
        """Order and constraints: names are unique within a session, as they are in a container."""

        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "position"], name="signing_document_position_unique"),
            models.UniqueConstraint(fields=["session", "name"], name="signing_document_name_unique"),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name

    @property
    def is_by_digest(self) -> bool:
        """Whether only its digest is known here; the bytes stay with the client."""
        return bool(self.sha256) and not self.file


class Signature(models.Model):
    """One signature on its way: what was prepared, the value, and what completes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="signatures")
    state = models.CharField(max_length=12, choices=_choices(SignatureState), default=SignatureState.PREPARED.value)
    means = models.CharField(max_length=40)
    level = models.CharField(max_length=3)
    certificate = models.BinaryField()
    """The signer's certificate, DER."""
    prepared = models.TextField()
    """`ades.Prepared` as JSON; empty once no value is awaited and nothing is left to assemble."""
    value = models.BinaryField(null=True)
    timestamp = models.BinaryField(null=True)
    """RFC 3161 token, DER; kept so that a second try asks for nothing twice."""
    outstanding_code = models.CharField(max_length=64, blank=True)
    """Why the completion waits: the code of the last error of the TSA or OCSP."""
    next_try_at = models.DateTimeField(null=True)
    """When the worker tries to complete it again; empty while nothing waits."""
    give_up_at = models.DateTimeField(null=True)
    """Until when the worker tries."""
    failure_code = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    value_given_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Order and constraints: at most one signature of a session is under way."""

        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in SignatureState]),
                name="signing_signature_state_known",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(state__in=[SignatureState.PREPARED.value, SignatureState.VALUE_GIVEN.value]),
                name="signing_signature_one_under_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SignatureState.FINISHED.value) | models.Q(finished_at__isnull=False),
                name="signing_signature_finished_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="signing_signature_waiting",
                condition=models.Q(state=SignatureState.VALUE_GIVEN.value),
            ),
            models.Index(
                fields=["created_at"], name="signing_signature_unslimmed", condition=OVER & ~models.Q(prepared="")
            ),
        ]

    def __str__(self) -> str:
        """Return the id and the state."""
        return f"{self.id} {self.state}"


class Attempt(models.Model):
    """A person's attempt to sign with a means, while they are at another site or use another device.

    It lives as long as its signature is PREPARED.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signature = models.OneToOneField(Signature, on_delete=models.CASCADE, related_name="attempt")
    correlation = models.CharField(max_length=64, unique=True)
    """The unguessable part of the address where the browser comes back to."""
    choice = models.CharField(max_length=200)
    """Id of the certificate that the person chose."""
    step = models.PositiveIntegerField(default=0)
    """How many were stored; of two that are taken at once the second changes nothing."""
    state = models.JSONField(default=dict)
    """What the means left for its next step."""
    came = models.JSONField(default=dict)
    """What the browser brought back, until the step that uses it is done."""
    url = models.TextField(blank=True)
    """Where the person is to go; empty where they confirm on another device."""
    message_lv = models.TextField(blank=True)
    message_en = models.TextField(blank=True)
    verification_code = models.CharField(max_length=40, blank=True)
    """To be compared with the one on the other device."""
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ask_at = models.DateTimeField(null=True)
    """When the means is asked next; empty where the person has to come back first."""

    class Meta:
        """The index of the job that goes on with those whose page is not open."""

        indexes: ClassVar = [models.Index(fields=["ask_at"], name="signing_attempt_ask")]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Answer(models.Model):
    """An answer kept under a client's Idempotency-Key, so that a repeated call changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client_id = models.UUIDField()
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    """Of method, path and body."""
    status = models.PositiveSmallIntegerField(null=True)
    """HTTP status; empty while the first call is still running."""
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        """Constraints: one answer for a client's key."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client_id", "key"], name="signing_answer_key_unique"),
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="signing_answer_age")]

    def __str__(self) -> str:
        """Return the key."""
        return self.key
