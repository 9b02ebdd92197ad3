"""What is refused when a part of a certificate is needed and cannot be read."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class CertificatePartUnreadableError(EsignerError):
    """A part that is needed is not what X.509 says it should be; data: `part`."""

    code: ClassVar[str] = "CERTIFICATE_PART_UNREADABLE"
    text: ClassVar[Text] = Text(
        "Sertifikātā nav nolasāma daļa „{part}”. Izmantojiet citu sertifikātu vai lūdziet izdevējam to izdot no jauna.",
        "The part “{part}” of the certificate cannot be read. Use another certificate or ask its issuer for a new one.",
    )
    status: ClassVar[int] = 422
