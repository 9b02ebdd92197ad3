"""Why a PDF cannot be signed as wished: its fields, its looks, its locks."""

from esigner.ades.errors import AdesError
from esigner.errors import Text


class PdfLayoutError(AdesError):
    """A look that cannot be drawn; data: reason (English, technical)."""

    code = "PDF_LAYOUT_NOT_POSSIBLE"
    text = Text(
        "Parakstu ar šādu izskatu PDF dokumentā izvietot nevar: pārbaudiet lappusi, taisnstūri, tekstu un attēlu.",
        "The signature cannot be shown in the PDF like this: check the page, the rectangle, the text and the image.",
    )


class PdfFieldError(AdesError):
    """Any reason not to fill a signature field; data: field."""


class PdfFieldMissingError(PdfFieldError):
    """No signature field of that name; data: field."""

    code = "PDF_FIELD_MISSING"
    text = Text(
        "PDF dokumentā nav paraksta lauka “{field}”.",
        "The PDF has no signature field “{field}”.",
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
    """Certification comes first and once, and this PDF is signed already."""

    code = "PDF_CERTIFICATION_TOO_LATE"
    text = Text(
        "PDF dokumentu var sertificēt tikai ar pirmo parakstu, bet tas jau ir parakstīts.",
        "Only the first signature can certify a PDF, and this one is signed already.",
    )
