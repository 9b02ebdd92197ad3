"""What the signature engine refuses, each refusal with its own code and sentence."""

from esigner.errors import EsignerError, Text


class AdesError(EsignerError):
    """Any refusal of the signature engine."""

    code = "ADES_ERROR"
    text = Text("Parakstu neizdevās apstrādāt.", "The signature could not be processed.")
    status = 422


class FilesMissingError(AdesError):
    """Nothing to sign."""

    code = "FILES_MISSING"
    text = Text("Nav neviena parakstāma faila.", "There is no file to sign.")


class FileNameError(AdesError):
    """A name that a container must not hold; data: name, reason."""

    code = "FILE_NAME_NOT_ALLOWED"
    text = Text("Faila nosaukums “{name}” nav atļauts: {reason}.", "The file name “{name}” is not allowed: {reason}.")


class FileNameDuplicateError(AdesError):
    """Two files with one name; data: name."""

    code = "FILE_NAME_DUPLICATE"
    text = Text("Ir vairāki faili ar nosaukumu “{name}”.", "There is more than one file named “{name}”.")


class MediaTypeError(AdesError):
    """A media type that is not type/subtype; data: name, media_type."""

    code = "MEDIA_TYPE_NOT_ALLOWED"
    text = Text(
        "Failam “{name}” norādīts nederīgs datu veids “{media_type}”.",
        "The file “{name}” has an invalid media type “{media_type}”.",
    )


class FilesChangedError(AdesError):
    """Files at finalize are not the files that were prepared; data: name."""

    code = "FILES_CHANGED"
    text = Text(
        "Fails “{name}” nav tas pats, kas tika sagatavots parakstīšanai.",
        "The file “{name}” is not the one that was prepared for signing.",
    )
    status = 409


class ContainerTooLargeError(AdesError):
    """More than a zip without zip64 can hold."""

    code = "CONTAINER_TOO_LARGE"
    text = Text("Konteiners ir pārāk liels.", "The container is too large.")
    status = 413


class KeyNotSupportedError(AdesError):
    """A signer's key of a kind or size the engine does not sign with; data: kind."""

    code = "KEY_NOT_SUPPORTED"
    text = Text(
        "Parakstītāja atslēgas veids “{kind}” netiek atbalstīts.",
        "The signer's key of kind “{kind}” is not supported.",
    )


class AlgorithmNotSupportedError(AdesError):
    """An unknown algorithm, or one that does not fit the key; data: algorithm."""

    code = "ALGORITHM_NOT_SUPPORTED"
    text = Text(
        "Algoritms “{algorithm}” netiek atbalstīts vai neder šai atslēgai.",
        "The algorithm “{algorithm}” is not supported or does not fit this key.",
    )


class MetadataNotSupportedError(AdesError):
    """The format has no place for what was given; data: field, format."""

    code = "METADATA_NOT_SUPPORTED"
    text = Text(
        "Formātā “{format}” nav paredzēts lauks “{field}”.",
        "The format “{format}” has no place for “{field}”.",
    )


class MetadataNotAllowedError(AdesError):
    """A claim of the signer with characters that cannot be written; data: field."""

    code = "METADATA_NOT_ALLOWED"
    text = Text(
        "Laukā “{field}” ir neatļautas rakstzīmes.",
        "The field “{field}” has characters that are not allowed.",
    )


class SignatureValueMismatchError(AdesError):
    """The value was not made over these bytes by the signer's key."""

    code = "SIGNATURE_VALUE_MISMATCH"
    text = Text(
        "Paraksta vērtība nav izveidota ar parakstītāja sertifikāta atslēgu.",
        "The signature value was not made with the key of the signer's certificate.",
    )


class PreparedUnreadableError(AdesError):
    """Stored preparation of an unknown version or shape."""

    code = "PREPARED_UNREADABLE"
    text = Text("Sagatavoto parakstu nevar nolasīt.", "The prepared signature cannot be read.")


class TimestampError(AdesError):
    """Any reason not to use a timestamp."""


class TimestampRefusedError(TimestampError):
    """The time-stamping authority did not grant the request; data: status, reason."""

    code = "TIMESTAMP_REFUSED"
    text = Text(
        "Laika zīmogošanas pakalpojums pieprasījumu noraidīja (statuss {status}): {reason}.",
        "The time-stamping authority refused the request (status {status}): {reason}.",
    )
    status = 502
    retryable = True


class TimestampUnreadableError(TimestampError):
    """Not a time-stamp token; data: reason (English, technical)."""

    code = "TIMESTAMP_UNREADABLE"
    text = Text("Laika zīmogu nevar nolasīt.", "The timestamp cannot be read.")


class TimestampMismatchError(TimestampError):
    """The token answers another request; data: field (imprint, algorithm, nonce, policy)."""

    code = "TIMESTAMP_MISMATCH"
    text = Text(
        "Laika zīmogs neatbilst pieprasījumam (lauks “{field}”).",
        "The timestamp does not answer the request (field “{field}”).",
    )


class TimestampSignatureError(TimestampError):
    """The token's signature, its attributes or its ESSCertIDv2 do not verify; data: reason."""

    code = "TIMESTAMP_SIGNATURE_INVALID"
    text = Text("Laika zīmoga paraksts nav derīgs.", "The signature of the timestamp is not valid.")


class TimestampCertificateError(TimestampError):
    """The time-stamping unit's certificate is absent or not for time-stamping only; data: reason."""

    code = "TIMESTAMP_CERTIFICATE_UNFIT"
    text = Text(
        "Laika zīmoga sertifikāts neder laika zīmogošanai.",
        "The certificate of the timestamp is not one for time-stamping.",
    )


class TimestampMissingError(AdesError):
    """Revocation material without a timestamp: there is no such level."""

    code = "TIMESTAMP_MISSING"
    text = Text(
        "Statusa informāciju parakstam var pievienot tikai kopā ar laika zīmogu.",
        "Revocation information can be added to a signature only together with a timestamp.",
    )


class RevocationBeforeTimestampError(AdesError):
    """The signer's OCSP answer was produced before the timestamp; data: produced_at, timestamp_at."""

    code = "REVOCATION_BEFORE_TIMESTAMP"
    text = Text(
        "Sertifikāta statusa atbilde ir izveidota pirms laika zīmoga.",
        "The answer about the certificate's status was produced before the timestamp.",
    )
    retryable = True


class RevocationUnreadableError(AdesError):
    """An OCSP answer that cannot be read; data: reason."""

    code = "REVOCATION_UNREADABLE"
    text = Text(
        "Sertifikāta statusa atbildi nevar nolasīt.",
        "The answer about the certificate's status cannot be read.",
    )


class PdfOneFileError(AdesError):
    """A PDF signature is made over exactly one document; data: count."""

    code = "PDF_ONE_FILE"
    text = Text(
        "PDF formātā var parakstīt tieši vienu dokumentu, bet doti {count}.",
        "Exactly one document can be signed as PDF, but {count} were given.",
    )


class PdfUnreadableError(AdesError):
    """Not a PDF, or one too broken to be signed; data: reason (English, technical)."""

    code = "PDF_UNREADABLE"
    text = Text("Dokumentu nevar nolasīt kā PDF.", "The document cannot be read as PDF.")


class PdfEncryptedError(AdesError):
    """The PDF is encrypted in a way that keeps us out; data: reason (English, technical)."""

    code = "PDF_ENCRYPTED"
    text = Text(
        "PDF dokuments ir šifrēts, un bez paroles vai atslēgas to nevar atvērt un papildināt. Noņemiet šifrēšanu un "
        "mēģiniet vēlreiz.",
        "The PDF is encrypted and cannot be opened and extended without a password or key. Remove the encryption and "
        "try again.",
    )


class PdfLockedError(AdesError):
    """The author's certification allows no further signature."""

    code = "PDF_LOCKED"
    text = Text(
        "PDF dokumenta autors ir aizliedzis tajā jebkādas izmaiņas, arī parakstus.",
        "The author of the PDF allows no changes to it, not even signatures.",
    )


class SignatureTooLongError(AdesError):
    """The signature is larger than the place kept for it in the PDF; data: needed_bytes, kept_bytes."""

    code = "SIGNATURE_TOO_LONG"
    text = Text(
        "Paraksts neietilpst PDF dokumentā atstātajā vietā.",
        "The signature does not fit into the place kept for it in the PDF.",
    )


class OneFileError(AdesError):
    """A format that signs exactly one file; data: count, format."""

    code = "ONE_FILE_ONLY"
    text = Text(
        "Formātā “{format}” var parakstīt tieši vienu failu, bet doti {count}.",
        "Exactly one file can be signed in the format “{format}”, but {count} were given.",
    )


class ShapeNotSupportedError(AdesError):
    """A choice that the format does not offer; data: field, value, format."""

    code = "SHAPE_NOT_SUPPORTED"
    text = Text(
        "Formātā “{format}” nav iespējama izvēle “{value}”.",
        "The format “{format}” does not offer the choice “{value}”.",
    )


class LevelNotHeldError(AdesError):
    """Something unsigned, such as a timestamp, for a signature whose shape has no place for it; data: shape."""

    code = "LEVEL_NOT_HELD"
    text = Text(
        "Parakstam formā “{shape}” nevar pievienot ne laika zīmogu, ne pretparakstu; izvēlieties citu formu.",
        "A signature in the form “{shape}” holds no timestamp and no countersignature; choose another form.",
    )


class XmlUnreadableError(AdesError):
    """A document to be signed that is not the XML we take: broken, or with a DOCTYPE; data: reason (technical)."""

    code = "XML_UNREADABLE"
    text = Text("Dokumentu nevar nolasīt kā XML.", "The document cannot be read as XML.")


class AlgorithmExperimentalError(AdesError):
    """A key whose use no standard has settled, without the switch that allows it; data: algorithm."""

    code = "ALGORITHM_EXPERIMENTAL"
    text = Text(
        "Algoritms “{algorithm}” ir eksperimentāls un jāatļauj atsevišķi.",
        "The algorithm “{algorithm}” is experimental and must be allowed explicitly.",
    )


class FileDigestUnfitError(AdesError):
    """A file known by its digest alone, and not by the one that is needed; data: name, algorithm, given."""

    code = "FILE_DIGEST_UNFIT"
    text = Text(
        "Failam “{name}” vajadzīga kontrolsumma pēc algoritma {algorithm}, bet dota: {given}.",
        "A digest by {algorithm} is needed of the file “{name}”, but this was given: {given}.",
    )


class FileContentAbsentError(AdesError):
    """A file known by its digest alone, where the format needs the file itself; data: name."""

    code = "FILE_CONTENT_ABSENT"
    text = Text(
        "Vajadzīgs pats fails “{name}”, bet zināma tikai tā kontrolsumma.",
        "The file “{name}” itself is needed, but only its digest is known.",
    )


class FileUnreadableError(AdesError):
    """A file that the system does not give, or stops giving; data: name."""

    code = "FILE_UNREADABLE"
    text = Text("Failu “{name}” neizdodas nolasīt.", "The file “{name}” cannot be read.")


class PartsUnreadableError(AdesError):
    """A zip that is not a signed container without its documents."""

    code = "PARTS_UNREADABLE"
    text = Text(
        "Tas nav parakstīts konteiners bez dokumentiem.", "This is not a signed container without its documents."
    )


class FormatNotStreamedError(AdesError):
    """A format that is not written in one pass from digests alone; data: format."""

    code = "FORMAT_NOT_STREAMED"
    text = Text(
        "Formātu “{format}” nevar veidot tikai no kontrolsummām.",
        "The format “{format}” cannot be made from digests alone.",
    )


class XmlAlreadySignedError(AdesError):
    """An XML document with a signature inside, which a further enveloped signature would break."""

    code = "XML_ALREADY_SIGNED"
    text = Text(
        "XML dokumentā jau ir paraksts, un vēl viens iekļauts paraksts to sabojātu. Izmantojiet konteineru.",
        "The XML document already holds a signature, and another one inside would break it. Use a container.",
    )


class TrustNotReadableError(AdesError):
    """A path given as trust holds nothing that can be trusted; data: name."""

    code = "TRUST_NOT_READABLE"
    text = Text(
        "“{name}” nav ne sertifikāts, ne uzticamais saraksts.",
        "“{name}” is neither a certificate nor a trusted list.",
    )


class UnknownPolicyError(AdesError):
    """There is no policy of that name."""

    code = "VALIDATION_POLICY_UNKNOWN"
    text = Text("Pārbaudes politikas “{policy}” nav.", "There is no validation policy “{policy}”.")
