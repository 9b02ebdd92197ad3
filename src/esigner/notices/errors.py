"""What goes wrong with letters, seals and mail."""

from esigner.errors import EsignerError, Text


class LetterFailedError(EsignerError):
    """The template and the data do not fit; data: `template`, `reason`. Our mistake."""

    code = "LETTER_FAILED"
    text = Text("Dokumentu „{template}” neizdevās izveidot.", "The document “{template}” could not be made.")
    status = 500


class SealMissingError(EsignerError):
    """ESIGNER_SEAL_KEY names no key, and STATE/pki/agency-seal holds none with its certificate."""

    code = "SEAL_MISSING"
    text = Text(
        "Aģentūras e-zīmoga atslēga un sertifikāts nav uzstādīti.",
        "The agency's e-seal key and certificate are missing.",
    )
    status = 503


class SealRevokedError(EsignerError):
    """The issuer does not say that the seal's certificate is good; data: `state`."""

    code = "SEAL_REVOKED"
    text = Text(
        "Aģentūras e-zīmoga sertifikāts nav derīgs ({state}).", "The agency's e-seal certificate is not good ({state})."
    )
    status = 503


class DocumentNotArchivedError(EsignerError):
    """No official document has this id."""

    code = "OFFICIAL_DOCUMENT_NOT_FOUND"
    text = Text("Dokuments nav atrasts.", "The document was not found.")
    status = 404


class RecipientInvalidError(EsignerError):
    """No recipient, or one that is not an address; data: `recipient`."""

    code = "RECIPIENT_INVALID"
    text = Text("„{recipient}” nav derīga e-pasta adrese.", "“{recipient}” is not a valid e-mail address.")
