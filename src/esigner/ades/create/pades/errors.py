"""Why a PDF cannot be signed as requested: its fields, appearance or locks."""

from esigner.ades.encoding.errors import AdesError
from esigner.errors import Text


class PdfFieldError(AdesError):
    """Any reason not to fill a signature field; data: field."""


class PdfFieldMissingError(PdfFieldError):
    """No signature field of that name; data: field."""

    code = "PDF_FIELD_MISSING"
    text = Text(
        "PDF dokumentā nav paraksta lauka “{field}”.",
        "The PDF has no signature field “{field}”.",
    )


class PdfFieldOtherKindError(PdfFieldError):
    """The field of that name is not for signatures; data: field."""

    code = "PDF_FIELD_OTHER_KIND"
    text = Text(
        "PDF dokumenta lauks “{field}” nav paredzēts parakstam.",
        "The field “{field}” of the PDF is not meant for a signature.",
    )


class PdfFieldFilledError(PdfFieldError):
    """The field holds a signature; data: field."""

    code = "PDF_FIELD_FILLED"
    text = Text(
        "Paraksta lauks “{field}” jau ir parakstīts.",
        "The signature field “{field}” is signed already.",
    )


class PdfFieldLockedError(PdfFieldError):
    """An earlier signer locked the field; data: field."""

    code = "PDF_FIELD_LOCKED"
    text = Text(
        "Paraksta lauku “{field}” ir slēdzis kāds iepriekšējs parakstītājs.",
        "An earlier signer locked the signature field “{field}”.",
    )


class PdfFieldConditionsError(PdfFieldError):
    """The author of the field demands a certain kind of signature; data: field."""

    code = "PDF_FIELD_HAS_CONDITIONS"
    text = Text(
        "Paraksta laukam “{field}” tā autors ir noteicis prasības, kuras šeit nevar izpildīt.",
        "The author of the signature field “{field}” made demands that cannot be met here.",
    )


class PdfCertificationError(AdesError):
    """Certification comes first and once, and this PDF is already signed."""

    code = "PDF_CERTIFICATION_TOO_LATE"
    text = Text(
        "PDF dokumentu var sertificēt tikai ar pirmo parakstu, bet tas jau ir parakstīts.",
        "Only the first signature can certify a PDF, and this one is signed already.",
    )


class PdfNewFieldError(AdesError):
    """A certified document takes no new visible signature field."""

    code = "PDF_NEW_FIELD_NOT_ALLOWED"
    text = Text(
        "PDF dokuments ir sertificēts: jaunu redzamu parakstu tajā ielikt nevar. Parakstiet tam paredzētajā laukā vai "
        "neredzami.",
        "The PDF is certified: no new visible signature can be placed in it. Sign in a field meant for it or "
        "invisibly.",
    )


class PdfNotPermittedError(AdesError):
    """The encrypted document does not permit it; data: needed (numbers of the permission bits)."""

    code = "PDF_NOT_PERMITTED"
    text = Text(
        "PDF dokumenta īpašnieks ir aizliedzis to parakstīt (trūkst atļauju {needed}). Lūdziet īpašniekam atļauju.",
        "The owner of the PDF does not permit signing it (permissions {needed} are missing). Ask the owner for them.",
    )


class PdfDynamicFormError(AdesError):
    """A dynamic XFA form: the content it displays is not in the PDF to be signed."""

    code = "PDF_DYNAMIC_FORM"
    text = Text(
        "PDF dokuments ir dinamiska XFA veidlapa: redzamais saturs tajā nav nofiksēts, tādēļ to nevar parakstīt. "
        "Izdrukājiet veidlapu kā PDF un parakstiet to.",
        "The PDF is a dynamic XFA form: what it shows is not fixed in it, so it cannot be signed. Print the form to "
        "PDF and sign that.",
    )
