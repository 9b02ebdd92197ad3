"""What signing refuses, each with its code and a sentence in both languages."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class SigningError(EsignerError):
    """Any refusal of signing."""


class SessionNotFoundError(SigningError):
    """No session has this id, or this address."""

    code = "SESSION_NOT_FOUND"
    status = 404
    text = Text("Tādas parakstīšanas sesijas nav.", "There is no such signing session.")


class SessionOfAnotherClientError(SigningError):
    """The session belongs to another client; nothing about it is revealed."""

    code = "SESSION_OF_ANOTHER_CLIENT"
    status = 403
    text = Text("Šī sesija pieder citam klientam.", "This session belongs to another client.")


class SessionStateConflictError(SigningError):
    """The session's state does not allow the action."""

    code = "SESSION_STATE_CONFLICT"
    status = 409
    text = Text(
        "Sesijas stāvoklis ir {status}; šī darbība tajā nav iespējama.",
        "The session's status is {status}; this action is not possible in it.",
    )


class SessionExpiredError(SigningError):
    """The session's time is over."""

    code = "SESSION_EXPIRED"
    status = 409
    text = Text("Sesijas termiņš ir beidzies; atveriet jaunu sesiju.", "The session has expired; open a new one.")


class SigningLinkEndedError(SigningError):
    """The session ended, and with it, after some grace, the signing page's address."""

    code = "SIGNING_LINK_ENDED"
    status = 410
    text = Text(
        "Parakstīšana ir beigusies, un šī saite vairs neko nerāda; dokumentus prasiet iestādei, kas lūdza parakstu.",
        "The signing is over and this link shows nothing any more; ask whoever asked you to sign for the documents.",
    )


class ResultPurgedError(SigningError):
    """The documents of a session that ended long ago were deleted; what happened is still recorded."""

    code = "RESULT_PURGED"
    status = 410
    text = Text(
        "Sesijas dokumenti pēc glabāšanas termiņa ({days} dienas) ir dzēsti.",
        "The session's documents were deleted when their time here ({days} days) was over.",
    )


class SeveralSignersNotYetError(SigningError):
    """More than one signer was named: a session takes one signature."""

    code = "SEVERAL_SIGNERS_NOT_YET"
    text = Text(
        "Sesijā pagaidām var norādīt vienu parakstītāju; katram parakstītājam atveriet savu sesiju.",
        "For now a session may name one signer; open a session for each signer.",
    )


class SignerOrderNotYetError(SigningError):
    """A place in an order of signers other than the first; data: order."""

    code = "SIGNER_ORDER_NOT_YET"
    text = Text(
        "Parakstītāja kārta {order} pagaidām netiek atbalstīta; norādiet 1 vai nenorādiet neko.",
        "The signer's order {order} is not supported for now; give 1 or nothing.",
    )


class SignerCodeInvalidError(SigningError):
    """The personal code cannot be compared with a certificate's; it is not repeated here."""

    code = "SIGNER_CODE_INVALID"
    text = Text(
        "Parakstītāja personas kods nav derīgs; rakstiet to kā 123456-12345 vai citas valsts kodu kā PNOEE-….",
        "The signer's personal code is not valid; write 123456-12345, or another country's code as PNOEE-….",
    )


class LevelNotSupportedError(SigningError):
    """The level is not offered (yet)."""

    code = "LEVEL_NOT_SUPPORTED"
    text = Text("Paraksta līmenis „{level}” netiek atbalstīts.", "The signature level “{level}” is not supported.")


class NotOnSigningPageError(SigningError):
    """The signing page does not show the format, so a person cannot be sent there and come back; data: format."""

    code = "NOT_ON_SIGNING_PAGE"
    text = Text(
        "Formātu „{format}” parakstīšanas lapa nerāda: parakstiet to divos soļos ar API, bez returnUrl.",
        "The signing page does not show the format “{format}”: sign it in two steps over the API, without returnUrl.",
    )


class DocumentsMissingError(SigningError):
    """A session needs at least one document."""

    code = "DOCUMENTS_MISSING"
    text = Text("Sesijā jābūt vismaz vienam dokumentam.", "A session needs at least one document.")


class DocumentsTooManyError(SigningError):
    """More documents than allowed."""

    code = "DOCUMENTS_TOO_MANY"
    text = Text("Dokumentu ir pārāk daudz; atļauti {limit}.", "There are too many documents; {limit} are allowed.")


class DocumentNameInvalidError(SigningError):
    """A name that a container should not hold: empty, too long, a path, control characters; data: name."""

    code = "DOCUMENT_NAME_INVALID"
    text = Text(
        "Dokumenta nosaukums „{name}” nav derīgs.",
        "The document name “{name}” is not valid.",
    )


class DocumentNotFoundError(SigningError):
    """The session has no document with this id."""

    code = "DOCUMENT_NOT_FOUND"
    status = 404
    text = Text("Sesijā nav tāda dokumenta.", "The session has no such document.")


class DocumentTooLargeError(SigningError):
    """The document, or all together, are over the cap."""

    code = "DOCUMENT_TOO_LARGE"
    status = 413
    text = Text(
        "Dokuments ir pārāk liels; atļauti {limit_bytes} baiti.",
        "The document is too large; {limit_bytes} bytes are allowed.",
    )


class DocumentEmptyError(SigningError):
    """No bytes arrived."""

    code = "DOCUMENT_EMPTY"
    text = Text("Dokuments ir tukšs.", "The document is empty.")


class DocumentSizeMismatchError(SigningError):
    """Fewer or more bytes arrived than were announced."""

    code = "DOCUMENT_SIZE_MISMATCH"
    text = Text(
        "Saņemti {received_bytes} baiti, bet pieteikti {declared_bytes}.",
        "{received_bytes} bytes came, but {declared_bytes} were announced.",
    )


class DigestDocumentsMixedError(SigningError):
    """Some documents are given by their digest and some by content: the container could not be put together."""

    code = "DIGEST_DOCUMENTS_MIXED"
    text = Text(
        "Vienā sesijā vai nu visi dokumenti ir doti tikai ar kontrolsummu, vai visu dokumentu saturs tiek nosūtīts.",
        "In one session, either all documents are given by their digest alone or the content of all is sent.",
    )


class DocumentGivenByDigestError(SigningError):
    """The document was given by its digest; its bytes are not wanted here."""

    code = "DOCUMENT_GIVEN_BY_DIGEST"
    status = 409
    text = Text(
        "Šis dokuments ir dots tikai ar kontrolsummu; tā saturs nav jānosūta.",
        "This document was given by its digest alone; its content is not to be sent.",
    )


class OnePdfRequiredError(SigningError):
    """Format pdf signs exactly one PDF document."""

    code = "ONE_PDF_REQUIRED"
    text = Text(
        "Formātam „pdf” vajadzīgs tieši viens PDF dokuments.", "The format “pdf” needs exactly one PDF document."
    )


class ReturnUrlNotAllowedError(SigningError):
    """The origin of a URL is not registered for the client."""

    code = "URL_ORIGIN_NOT_REGISTERED"
    text = Text(
        "Adreses izcelsme „{origin}” klientam nav reģistrēta.",
        "The origin “{origin}” of the address is not registered for the client.",
    )


class SessionRepeatedError(SigningError):
    """One session is named twice in one act; data: session."""

    code = "SESSION_REPEATED"
    text = Text(
        "Sesija {session} vienā pieprasījumā norādīta vairākkārt.",
        "The session {session} is named more than once in one request.",
    )


class SignatureNotFoundError(SigningError):
    """The session has no signature with this id."""

    code = "SIGNATURE_NOT_FOUND"
    status = 404
    text = Text("Sesijā nav tāda paraksta.", "The session has no such signature.")


class SignatureStateConflictError(SigningError):
    """The signature can no longer take a value, or has another one."""

    code = "SIGNATURE_STATE_CONFLICT"
    status = 409
    text = Text(
        "Paraksta stāvoklis ir {state}; šo vērtību tas vairs nepieņem.",
        "The signature's state is {state}; it does not accept this value any more.",
    )


class SignatureUnderWayError(SigningError):
    """A value was already given and is being completed."""

    code = "SIGNATURE_UNDER_WAY"
    status = 409
    retryable = True
    text = Text(
        "Paraksta vērtība jau ir saņemta, un paraksts tiek pabeigts.",
        "The signature's value was already received and the signature is being completed.",
    )


class ResultNotReadyError(SigningError):
    """There is nothing to download yet."""

    code = "RESULT_NOT_READY"
    status = 409
    text = Text(
        "Rezultāta vēl nav; sesijas stāvoklis ir {status}.", "There is no result yet; the session's status is {status}."
    )


class ResultBelowLevelError(SigningError):
    """The document has not reached the level that was named; data: level, at_least."""

    code = "RESULT_BELOW_LEVEL"
    status = 409
    text = Text(
        "Dokumenta līmenis pagaidām ir {level}; prasīts vismaz {at_least}.",
        "The document is at level {level} for now; at least {at_least} was asked for.",
    )


class SignerCertificateUnreadableError(SigningError):
    """The bytes are not a certificate."""

    code = "SIGNER_CERTIFICATE_UNREADABLE"
    text = Text("Parakstīšanas sertifikātu nevar nolasīt.", "The signing certificate cannot be read.")


class SignerCertificateNotTrustedError(SigningError):
    """No path leads from the certificate to an anchor of this environment; data: environment."""

    code = "SIGNER_CERTIFICATE_NOT_TRUSTED"
    text = Text(
        "Parakstīšanas sertifikāts šajā vidē ({environment}) nav uzticams.",
        "The signing certificate is not trusted in this environment ({environment}).",
    )


class SignerCertificateExpiredError(SigningError):
    """The certificate is not valid now."""

    code = "SIGNER_CERTIFICATE_EXPIRED"
    text = Text("Parakstīšanas sertifikāts pašlaik nav spēkā.", "The signing certificate is not valid at this time.")


class SignerCertificateNotForSigningError(SigningError):
    """The certificate's key usage does not allow signatures."""

    code = "SIGNER_CERTIFICATE_NOT_FOR_SIGNING"
    text = Text("Šis sertifikāts nav paredzēts parakstīšanai.", "This certificate is not meant for signing.")


class SignerCertificateRevokedError(SigningError):
    """The OCSP responder says: revoked."""

    code = "SIGNER_CERTIFICATE_REVOKED"
    status = 409
    text = Text(
        "Parakstītāja sertifikāts ir anulēts; parakstiet ar citu sertifikātu.",
        "The signer's certificate is revoked; sign with another certificate.",
    )


class SignerCertificateStatusUnknownError(SigningError):
    """The certificate names no OCSP responder, or the responder does not know it."""

    code = "SIGNER_CERTIFICATE_STATUS_UNKNOWN"
    status = 409
    text = Text(
        "Parakstītāja sertifikāta statusu nevar noskaidrot.",
        "The status of the signer's certificate cannot be found out.",
    )


class SignerNotExpectedError(SigningError):
    """The certificate is of a person whom the client did not name."""

    code = "SIGNER_NOT_EXPECTED"
    status = 403
    text = Text(
        "Sertifikāts nepieder personai, kurai šie dokumenti jāparaksta.",
        "The certificate is not of a person who was asked to sign these documents.",
    )


class AuthorityUnavailableError(SigningError):
    """Timestamp or OCSP is not available now; the value is kept and the signature is finished later."""

    code = "TRUST_SERVICE_UNAVAILABLE"
    status = 503
    retryable = True
    text = Text(
        "Laika zīmoga vai sertifikātu statusa pakalpojums pašlaik nav sasniedzams; paraksts tiks pabeigts vēlāk.",
        "The timestamp or certificate status service cannot be reached now; the signature will be finished later.",
    )


class MeansNotAvailableError(SigningError):
    """The means of signing does not exist in this environment."""

    code = "MEANS_NOT_AVAILABLE"
    text = Text(
        "Šāds parakstīšanas līdzeklis šajā vidē nav pieejams.",
        "This means of signing is not available in this environment.",
    )


class IdempotencyKeyMismatchError(SigningError):
    """The key was used for another request."""

    code = "IDEMPOTENCY_KEY_MISMATCH"
    status = 409
    text = Text(
        "Šī Idempotency-Key vērtība jau izmantota citam pieprasījumam.",
        "This Idempotency-Key was already used for another request.",
    )


class IdempotencyKeyInUseError(SigningError):
    """The first call with the key is still running."""

    code = "IDEMPOTENCY_KEY_IN_USE"
    status = 409
    retryable = True
    retry_after_seconds: ClassVar[int | None] = 1
    text = Text(
        "Pirmais pieprasījums ar šo Idempotency-Key vēl tiek apstrādāts.",
        "The first request with this Idempotency-Key is still being handled.",
    )
