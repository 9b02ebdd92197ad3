"""The refusal when a required part of a certificate cannot be read."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class CertificatePartUnreadableError(EsignerError):
    """A required part does not conform to X.509; data: `part`."""

    code: ClassVar[str] = "CERTIFICATE_PART_UNREADABLE"
    text: ClassVar[Text] = Text(
        "Sertifikātā nav nolasāma daļa „{part}”. Izmantojiet citu sertifikātu vai lūdziet izdevējam to izdot no jauna.",
        "The part “{part}” of the certificate cannot be read. Use another certificate or ask its issuer for a new one.",
    )
    status: ClassVar[int] = 422
