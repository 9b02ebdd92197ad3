"""The refusals of this package, by name; every sentence is here, in both languages."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class PathError(EsignerError):
    """A certificate does not lead to a trust anchor at the requested time for the requested purpose."""

    status: ClassVar[int] = 403


class CertificateUntrustedError(PathError):
    """No chain of valid signatures reaches an anchor."""

    code = "CERTIFICATE_UNTRUSTED"
    text = Text(
        "Sertifikāts neved līdz nevienam uzticamam izdevējam. Pievienojiet pilnu sertifikātu ķēdi vai izmantojiet "
        "uzticama izdevēja sertifikātu.",
        "The certificate does not lead to any trusted issuer. Add the full certificate chain or use a certificate "
        "of a trusted issuer.",
    )


class CertificateExpiredError(PathError):
    """The certificate, or one above it, was past its validity; data: `subject`, `not_after`."""

    code = "CERTIFICATE_EXPIRED"
    text = Text(
        "Sertifikāta „{subject}” derīgums beidzās {not_after}. Izmantojiet derīgu sertifikātu.",
        "The certificate “{subject}” expired on {not_after}. Use a valid certificate.",
    )


class CertificateNotYetValidError(PathError):
    """The certificate, or one above it, was not yet valid; data: `subject`, `not_before`."""

    code = "CERTIFICATE_NOT_YET_VALID"
    text = Text(
        "Sertifikāts „{subject}” būs derīgs tikai no {not_before}. Pagaidiet vai izmantojiet citu sertifikātu.",
        "The certificate “{subject}” is valid only from {not_before}. Wait or use another certificate.",
    )


class CertificateWrongPurposeError(PathError):
    """The certificate is not meant for this use; data: `purpose`."""

    code = "CERTIFICATE_WRONG_PURPOSE"
    text = Text(
        "Sertifikāts nav paredzēts šim nolūkam ({purpose}). Izmantojiet šim nolūkam izdotu sertifikātu.",
        "The certificate is not meant for this purpose ({purpose}). Use a certificate issued for it.",
    )


class PossessionNotProvedError(EsignerError):
    """The signature over the challenge was not made with the certificate's key."""

    code = "POSSESSION_NOT_PROVED"
    text = Text(
        "Paraksts zem pārbaudes teksta nav izveidots ar šī sertifikāta privāto atslēgu. Parakstiet pārbaudes tekstu "
        "bez izmaiņām ar SHA-256 un iesniedziet parakstu vēlreiz.",
        "The signature over the challenge was not made with this certificate's private key. Sign the challenge text "
        "unchanged, with SHA-256, and submit the signature again.",
    )


class PrivateKeyUploadedError(EsignerError):
    """A private key was typed or uploaded; no part of it is kept or shown."""

    code = "PRIVATE_KEY_UPLOADED"
    text = Text(
        "Jūsu ievadītajā ir privātā atslēga. Mēs to nesaglabājām, taču tā ir uzskatāma par kompromitētu: vairs to "
        "nelietojiet, izveidojiet jaunu atslēgu un nesūtiet to nevienam.",
        "What you entered holds a private key. We did not store it, but it must be regarded as compromised: stop using "
        "it, make a new key and send it to nobody.",
    )
    status: ClassVar[int] = 422


class KeyListUnreadableError(EsignerError):
    """A list of weak keys cannot be read, so no key can be judged by it; data: `reason`."""

    code = "KEY_LIST_UNREADABLE"
    text = Text(
        "Atslēgu nevar pārbaudīt, jo vājo atslēgu sarakstu nevar nolasīt. Ziņojiet aģentūrai; pēc tam iesniedziet "
        "vēlreiz.",
        "The key cannot be checked, since the list of weak keys cannot be read. Tell the agency, then submit again.",
    )
    status: ClassVar[int] = 503
    retryable: ClassVar[bool] = True
