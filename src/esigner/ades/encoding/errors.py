"""Refusals of the signature engine, each with its own code and sentence."""

from esigner.errors import EsignerError, Text


class AdesError(EsignerError):
    """Any refusal of the signature engine."""

    code = "ADES_ERROR"
    text = Text("Parakstu neizdevās apstrādāt.", "The signature could not be processed.")
    status = 422


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


class MetadataNotAllowedError(AdesError):
    """A claim of the signer with characters that cannot be written; data: field."""

    code = "METADATA_NOT_ALLOWED"
    text = Text(
        "Laukā “{field}” ir neatļautas rakstzīmes.",
        "The field “{field}” has characters that are not allowed.",
    )


class PdfUnreadableError(AdesError):
    """Not a PDF, or one too broken to be signed; data: reason (English, technical)."""

    code = "PDF_UNREADABLE"
    text = Text("Dokumentu nevar nolasīt kā PDF.", "The document cannot be read as PDF.")


class PdfEncryptedError(AdesError):
    """The PDF is encrypted in a way that prevents access; data: reason (English, technical)."""

    code = "PDF_ENCRYPTED"
    text = Text(
        "PDF dokuments ir šifrēts, un bez paroles vai atslēgas to nevar atvērt un papildināt. Noņemiet šifrēšanu un "
        "mēģiniet vēlreiz.",
        "The PDF is encrypted and cannot be opened and extended without a password or key. Remove the encryption and "
        "try again.",
    )


class XmlUnreadableError(AdesError):
    """A document to be signed that is not acceptable XML: broken, or with a DOCTYPE; data: reason (technical)."""

    code = "XML_UNREADABLE"
    text = Text("Dokumentu nevar nolasīt kā XML.", "The document cannot be read as XML.")


class AlgorithmExperimentalError(AdesError):
    """A key whose use is not standardised, without the setting that allows it; data: algorithm."""

    code = "ALGORITHM_EXPERIMENTAL"
    text = Text(
        "Algoritms “{algorithm}” ir eksperimentāls un jāatļauj atsevišķi.",
        "The algorithm “{algorithm}” is experimental and must be allowed explicitly.",
    )
