"""The API's JSON, camelCase; what is not named here is refused."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AnyHttpUrl, Field

from esigner.ades import (
    Claims,
    Commitment,
    Format,
    Level,
    Packaging,
    ProductionPlace,
    Serialization,
    Shape,
    SignaturePolicy,
)
from esigner.errors import Language
from esigner.signing.new_session import Digest, ExpectedSigner, NewDocument, NewSession
from esigner.signing.states import SignatureState, Status
from esigner.web.api.json_types import Base64, Bytes, In, Moment, Out, PolicyName, Printable, Whole

BATCH_AT_MOST: Final = 100
"""Sessions in one act."""


class DigestIn(In):
    """The digest of a document that stays with the client."""

    algorithm: Printable = Field(max_length=20, examples=["SHA256"], description="SHA256 is the one that is signed.")
    value: Bytes


class DocumentIn(In):
    """A document to be signed."""

    name: str = Field(examples=["Līgums.pdf"])
    media_type: Printable = Field(default="application/octet-stream", max_length=255, examples=["application/pdf"])
    size: Whole | None = Field(default=None, ge=1, le=2**63 - 1, description="In bytes; a different upload is refused.")
    content: Bytes | None = Field(default=None, description="Base64; leave out and upload where it is large.")
    digest: DigestIn | None = Field(
        default=None,
        description="Instead of the content, which never comes here: for containers, and for all documents alike. "
        "The result is then the container without the documents.",
    )

    def document(self) -> NewDocument:
        """Return it as the domain takes it."""
        digest = Digest(algorithm=self.digest.algorithm, value=self.digest.value) if self.digest else None
        return NewDocument(
            name=self.name, media_type=self.media_type, size_bytes=self.size, content=self.content, digest=digest
        )


class SignerIn(In):
    """Whom the client expects to sign."""

    personal_code: Printable = Field(default="", max_length=20)
    name: Printable = Field(default="", max_length=200)
    order: Whole = Field(default=1, ge=1, le=100)


class SessionIn(In):
    """A session to be opened."""

    format: Format = Field(description="The signing page shows asice, edoc and pdf; others are signed in two steps.")
    packaging: Packaging | None = Field(
        default=None, description="xades: enveloped (usual), enveloping, detached; cades, jades: enveloping, detached."
    )
    serialization: Serialization | None = Field(
        default=None, description="jades: flattened (usual), general, or compact, which is of level B only."
    )
    level: Level = Level.LT
    documents: list[DocumentIn] = Field(json_schema_extra={"minItems": 1})
    signers: list[SignerIn] = Field(default_factory=list, max_length=20)
    return_url: AnyHttpUrl | None = Field(default=None, description="Its origin is registered for the client.")
    notify_url: AnyHttpUrl | None = Field(default=None, description="Its origin is registered for the client.")
    language: Language = "lv"

    def new_session(self) -> NewSession:
        """Return it as the domain takes it."""
        return NewSession(
            format=self.format,
            level=self.level,
            shape=Shape(packaging=self.packaging, serialization=self.serialization),
            documents=tuple(one.document() for one in self.documents),
            signers=tuple(ExpectedSigner(**one.model_dump()) for one in self.signers),
            return_url=str(self.return_url or ""),
            notify_url=str(self.notify_url or ""),
            language=self.language,
        )


ClaimedText = Annotated[Printable, Field(max_length=200)]


class PlaceIn(In):
    """Where the signer claims to be."""

    city: ClaimedText = ""
    street: ClaimedText = ""
    state: ClaimedText = ""
    postal_code: ClaimedText = ""
    country: ClaimedText = ""


class PolicyIn(In):
    """The signature policy that is signed under."""

    oid: Printable = Field(max_length=200, examples=["1.3.6.1.4.1.10015.1000.3.2.1"])
    digest: Bytes = Field(description="Of the policy document, base64.")
    digest_algorithm: Literal["SHA256", "SHA384", "SHA512"] = "SHA256"
    uri: Printable = Field(default="", max_length=2000, description="Where the policy document can be had.")


class ClaimsIn(In):
    """What the signer claims; refused where the format has no place for it."""

    roles: list[ClaimedText] = Field(default_factory=list, max_length=10)
    place: PlaceIn | ClaimedText = Field(default="", description="A text is a city.")
    commitment: Commitment | None = None
    policy: PolicyIn | None = None

    def claims(self) -> Claims:
        """Return them as the domain takes them.

        Raises:
            MetadataNotAllowedError: A policy that no signature can name.
        """
        place = (
            ProductionPlace(city=self.place)
            if isinstance(self.place, str)
            else ProductionPlace(**self.place.model_dump())
        )
        policy = SignaturePolicy(**self.policy.model_dump()) if self.policy else None
        return Claims(
            roles=tuple(self.roles),
            place=place if place.text() else None,
            commitment=self.commitment,
            policy=policy,
        )


class SignatureIn(ClaimsIn):
    """A signature to be prepared."""

    signing_certificate: Bytes = Field(description="The signer's certificate, DER, base64.")
    signature_level: Level | None = None


class SignatureValueIn(In):
    """The value that the signer's key made."""

    signature_value: Bytes = Field(description="Base64; ECDSA as DER or r‖s.")


class ResultQuery(In):
    """Which result to give."""

    at_least: Level | None = Field(
        default=None, description="Give the document now if it has at least this level; left out: only once SIGNED."
    )


class BatchIn(ClaimsIn):
    """Signatures of several sessions to be prepared with one certificate."""

    sessions: list[UUID] = Field(min_length=1, max_length=BATCH_AT_MOST)
    signing_certificate: Bytes = Field(description="The signer's certificate, DER, base64.")
    signature_level: Level | None = None


class BatchValueIn(SignatureValueIn):
    """The value for one session of a batch."""

    session_id: UUID
    signature_id: str


class BatchValuesIn(In):
    """The values that the signer's key made in one act."""

    values: list[BatchValueIn] = Field(min_length=1, max_length=BATCH_AT_MOST)


class ReportKind(StrEnum):
    """How much a validation report tells."""

    SIMPLE = "simple"
    DETAILED = "detailed"


class SignedFileIn(In):
    """A file that a signature outside a container covers."""

    name: Annotated[str, Field(max_length=1024)] = Field(description="As the signature names it.")
    content: Bytes


class DetachedValidationIn(In):
    """A signature that no container holds, with the files that it covers."""

    signature: Bytes = Field(description="The signature file: XML, CMS or JSON, base64.")
    files: list[SignedFileIn] = Field(min_length=1, max_length=1000)
    name: Printable = Field(default="document", max_length=200)
    policy: PolicyName = "lv"
    at: Moment | None = None
    report: ReportKind = ReportKind.SIMPLE


class DocumentOut(Out):
    """A document of a session."""

    id: str
    name: str
    media_type: str
    size: int | None
    sha256: str | None
    uploaded: bool
    by_digest: bool = Field(description="The document stays with the client.")
    upload_url: str | None


class FailureOut(Out):
    """What failed and why."""

    code: str
    detail: str


class SignatureOut(Out):
    """A signature of a session."""

    id: str
    state: SignatureState
    level: Level
    means: str
    signed_by: str
    level_reached: Level | None = Field(description="What a document with it has now; null without a value.")
    outstanding: FailureOut | None = Field(description="Why the signature is not finished yet.")
    next_try_at: datetime | None = Field(description="When we try again to finish it; null: no more by ourselves.")
    failure: FailureOut | None
    created_at: datetime
    finished_at: datetime | None


class SessionOut(Out):
    """A session."""

    id: str
    status: Status
    format: Format
    packaging: Packaging | None
    serialization: Serialization | None
    level: Level = Field(
        description="What was asked for, unless a signature names its own; SIGNED means that it is reached."
    )
    documents: list[DocumentOut]
    signatures: list[SignatureOut]
    failure: FailureOut | None
    signing_url: str | None = Field(description="Null where the format is signed in two steps only.")
    return_url: str | None
    result_url: str | None
    kept_url: str | None = Field(
        description="While a signature is not finished, or was given up: the document at the level it has."
    )
    result_name: str | None
    created_at: datetime
    expires_at: datetime


class SignatureStartOut(Out):
    """What the signing device needs."""

    signature_id: str
    data_to_sign: Base64
    digest: Base64
    digest_algorithm: str
    signature_algorithm: str


class ItemFailureOut(FailureOut):
    """Why one item of a batch failed, and whether the same may succeed later."""

    retryable: bool


class BatchStartOut(Out):
    """One session of a batch: what the signing device needs, or what failed."""

    session_id: str
    signature: SignatureStartOut | None
    failure: ItemFailureOut | None


class BatchStartsOut(Out):
    """All sessions of a batch, in the order of the request."""

    items: list[BatchStartOut]


class BatchResultOut(Out):
    """One session of a batch: how far it has come, or what failed."""

    session_id: str
    session: SessionOut | None
    failure: ItemFailureOut | None


class BatchResultsOut(Out):
    """All sessions of a batch, in the order of the request."""

    items: list[BatchResultOut]


class CertificateOut(Out):
    """A client certificate as we see it."""

    subject: str
    issuer: str
    serial_number: str
    fingerprint_sha256: str
    not_before: datetime
    not_after: datetime


class ClientOut(Out):
    """The client that the certificate belongs to."""

    id: str
    name: str
    status: str


class ProbeOut(Out):
    """Who the caller is to us."""

    admitted: bool
    environment: str
    address: str
    epak_number: str
    certificate: CertificateOut | None
    client: ClientOut | None
    request_id: str


class Problem(Out):
    """An RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    request_id: str
