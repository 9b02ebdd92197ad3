"""Why a signature is not made."""

from esigner.ades.encoding.errors import AdesError
from esigner.errors import Text


class MetadataNotSupportedError(AdesError):
    """The format cannot hold the given value; data: field, format."""

    code = "METADATA_NOT_SUPPORTED"
    text = Text(
        "Formātā “{format}” nav paredzēts lauks “{field}”.",
        "The format “{format}” has no place for “{field}”.",
    )


class SignatureValueMismatchError(AdesError):
    """The value was not made over these bytes by the signer's key."""

    code = "SIGNATURE_VALUE_MISMATCH"
    text = Text(
        "Paraksta vērtība nav izveidota ar parakstītāja sertifikāta atslēgu.",
        "The signature value was not made with the key of the signer's certificate.",
    )


class PreparedUnreadableError(AdesError):
    """A stored preparation of an unknown version or shape."""

    code = "PREPARED_UNREADABLE"
    text = Text("Sagatavoto parakstu nevar nolasīt.", "The prepared signature cannot be read.")


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


class PdfLockedError(AdesError):
    """The author's certification allows no further signature."""

    code = "PDF_LOCKED"
    text = Text(
        "PDF dokumenta autors ir aizliedzis tajā jebkādas izmaiņas, arī parakstus.",
        "The author of the PDF allows no changes to it, not even signatures.",
    )


class SignatureTooLongError(AdesError):
    """The signature is larger than the space reserved for it in the PDF; data: needed_bytes, kept_bytes."""

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
    """Something unsigned, such as a timestamp, for a signature whose shape cannot hold it; data: shape."""

    code = "LEVEL_NOT_HELD"
    text = Text(
        "Parakstam formā “{shape}” nevar pievienot ne laika zīmogu, ne pretparakstu; izvēlieties citu formu.",
        "A signature in the form “{shape}” holds no timestamp and no countersignature; choose another form.",
    )


class FormatNotStreamedError(AdesError):
    """A format that cannot be written in one pass from digests alone; data: format."""

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


class PdfLayoutError(AdesError):
    """An appearance that cannot be drawn; data: reason (English, technical)."""

    code = "PDF_LAYOUT_NOT_POSSIBLE"
    text = Text(
        "Parakstu ar šādu izskatu PDF dokumentā izvietot nevar: pārbaudiet lappusi, taisnstūri, tekstu un attēlu.",
        "The signature cannot be shown in the PDF like this: check the page, the rectangle, the text and the image.",
    )
