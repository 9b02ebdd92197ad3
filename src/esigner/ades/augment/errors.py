"""Refusals when something is added to an existing signature."""

from esigner.ades.encoding.errors import AdesError
from esigner.errors import Text


class AugmentationRefusedError(AdesError):
    """The signature has no room for the addition; data: signature, reason (English, technical)."""

    code = "AUGMENTATION_NOT_POSSIBLE"
    text = Text(
        "Parakstu “{signature}” nevar papildināt: tas ir tādas uzbūves vai profila, kas to nepieļauj.",
        "The signature “{signature}” cannot be augmented: its structure or profile does not allow it.",
    )


class SignatureBrokenError(AdesError):
    """The signature does not verify, so nothing may be built on it; data: signature, rule."""

    code = "AUGMENTED_SIGNATURE_INVALID"
    text = Text(
        "Paraksts “{signature}” jau pirms papildināšanas nav derīgs ({rule}).",
        "The signature “{signature}” was not valid before it was to be augmented ({rule}).",
    )


class TimestampCountError(AdesError):
    """Not the requested number of timestamps; data: given, wanted."""

    code = "TIMESTAMP_COUNT"
    text = Text(
        "Vajadzīgi {wanted} laika zīmogi, bet doti {given}.",
        "{wanted} timestamps are needed, but {given} were given.",
    )


class MaterialMissingError(AdesError):
    """Revocation material was to be added and none was supplied."""

    code = "REVOCATION_MATERIAL_MISSING"
    text = Text(
        "Nav dota sertifikātu statusa informācija.",
        "No revocation information was given.",
    )


class ContainerNotJoinableError(AdesError):
    """A container that takes no further signature file; data: media_type."""

    code = "CONTAINER_NOT_JOINABLE"
    text = Text(
        "Šāda veida konteinerā (“{media_type}”) nevar pievienot vēl vienu parakstu.",
        "A container of this kind (“{media_type}”) takes no further signature.",
    )


class SignatureNotJoinableError(AdesError):
    """A JSON document that takes no further signature; data: reason (English, technical)."""

    code = "SIGNATURE_NOT_JOINABLE"
    text = Text(
        "Šādas uzbūves JSON parakstam nevar pievienot vēl vienu parakstu.",
        "A JSON signature of this structure takes no further signature.",
    )


class CountersignedMissingError(AdesError):
    """No XAdES, CAdES or JAdES, or more than one, has the Id to be countersigned; data: signature."""

    code = "COUNTERSIGNED_SIGNATURE_MISSING"
    text = Text(
        "Dokumentā nav viena XAdES, CAdES vai JAdES paraksta ar identifikatoru “{signature}”.",
        "The document has no single XAdES, CAdES or JAdES signature with the identifier “{signature}”.",
    )
