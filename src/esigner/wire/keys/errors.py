"""Why a key cannot be used; `retryable` says whether a second try may succeed by itself."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class KeyProblemError(EsignerError):
    """Any reason not to get a signature from a key."""

    code = "KEY_PROBLEM"
    text = Text("Atslēgu nevar izmantot.", "The key cannot be used.")
    status: ClassVar[int] = 422


class KeyFileUnreadableError(KeyProblemError):
    """Not a file, or not a PKCS#12 file; data: `file`."""

    code = "KEY_FILE_UNREADABLE"
    text = Text(
        "Atslēgas datni „{file}” nevar nolasīt kā PKCS#12.",
        "The key file “{file}” cannot be read as PKCS#12.",
    )


class KeyFolderUnreadableError(KeyProblemError):
    """No folder with key, certificate and issuers as PEM; data: `folder`."""

    code = "KEY_FOLDER_UNREADABLE"
    text = Text(
        "Mapē „{folder}” nav nolasāmas atslēgas ar sertifikātu un izdevējiem (PEM).",
        "The folder “{folder}” holds no readable key with its certificate and issuers (PEM).",
    )


class KeyFileEmptyError(KeyProblemError):
    """The PKCS#12 file has no key, or no certificate for it; data: `file`."""

    code = "KEY_FILE_EMPTY"
    text = Text(
        "Atslēgas datnē „{file}” nav privātās atslēgas ar tās sertifikātu.",
        "The key file “{file}” holds no private key with its certificate.",
    )


class KeyPasswordWrongError(KeyProblemError):
    """The password does not open the PKCS#12 file, or the file is damaged; data: `file`."""

    code = "KEY_PASSWORD_WRONG"
    text = Text(
        "Parole atslēgas datnei „{file}” nav pareiza.",
        "The password of the key file “{file}” is wrong.",
    )


class KeyAlgorithmUnfitError(KeyProblemError):
    """The key does not sign with this algorithm; data: `algorithm`."""

    code = "KEY_ALGORITHM_UNFIT"
    text = Text(
        "Šī atslēga neparaksta ar algoritmu „{algorithm}”.",
        "This key does not sign with the algorithm “{algorithm}”.",
    )


class TokenUriInvalidError(KeyProblemError):
    """Not a PKCS#11 URI (RFC 7512), or one with a part we cannot follow; data: `part`."""

    code = "TOKEN_URI_INVALID"
    text = Text(
        "PKCS#11 adrese nav derīga (RFC 7512): „{part}”.",
        "The PKCS#11 URI is not valid (RFC 7512): “{part}”.",
    )


class TokenSupportAbsentError(KeyProblemError):
    """The optional package for tokens is not installed."""

    code = "TOKEN_SUPPORT_ABSENT"
    text = Text(
        "PKCS#11 atbalsts nav uzstādīts. Uzstādiet papildinājumu: esigner[pkcs11].",
        "Support for PKCS#11 is not installed. Install the extra: esigner[pkcs11].",
    )


class TokenModuleUnusableError(KeyProblemError):
    """No PKCS#11 library named, or it cannot be loaded; data: `module`."""

    code = "TOKEN_MODULE_UNUSABLE"
    text = Text(
        "PKCS#11 bibliotēku „{module}” nevar ielādēt.",
        "The PKCS#11 library “{module}” cannot be loaded.",
    )


class TokenAbsentError(KeyProblemError):
    """No such token is in any slot; data: `token`."""

    code = "TOKEN_ABSENT"
    text = Text(
        "Atslēgas ierīce „{token}” nav pieslēgta.",
        "The token “{token}” is not present.",
    )
    status: ClassVar[int] = 503
    retryable: ClassVar[bool] = True


class TokenAmbiguousError(KeyProblemError):
    """The URI fits several tokens or keys; data: `token`, `count`."""

    code = "TOKEN_AMBIGUOUS"
    text = Text(
        "PKCS#11 adresei atbilst vairākas ierīces vai atslēgas ({count}). Precizējiet: token, serial, object vai id.",
        "The PKCS#11 URI fits several tokens or keys ({count}). Say more: token, serial, object or id.",
    )


class TokenPinWrongError(KeyProblemError):
    """The token refused the PIN, or no PIN was given. It is not retried: tokens count tries; data: `token`."""

    code = "TOKEN_PIN_WRONG"
    text = Text(
        "Ierīces „{token}” PIN kods nav pareizs.",
        "The PIN of the token “{token}” is wrong.",
    )


class TokenPinLockedError(KeyProblemError):
    """Too many wrong PINs; data: `token`."""

    code = "TOKEN_PIN_LOCKED"
    text = Text(
        "Ierīces „{token}” PIN kods ir bloķēts.",
        "The PIN of the token “{token}” is locked.",
    )


class TokenKeyAbsentError(KeyProblemError):
    """The token holds no such private key; data: `token`."""

    code = "TOKEN_KEY_ABSENT"
    text = Text(
        "Ierīcē „{token}” nav norādītās privātās atslēgas.",
        "The token “{token}” does not hold this private key.",
    )


class TokenCertificateAbsentError(KeyProblemError):
    """The token holds no certificate of the key; data: `token`."""

    code = "TOKEN_CERTIFICATE_ABSENT"
    text = Text(
        "Ierīcē „{token}” nav atslēgas sertifikāta.",
        "The token “{token}” holds no certificate of the key.",
    )


class TokenFailedError(KeyProblemError):
    """The token answered with an error; data: `token`, `reason` (name of the CKR value)."""

    code = "TOKEN_FAILED"
    text = Text(
        "Atslēgas ierīce „{token}” atbildēja ar kļūdu {reason}.",
        "The token “{token}” answered with the error {reason}.",
    )
    status: ClassVar[int] = 502
    retryable: ClassVar[bool] = True


class TimestampingUnsetError(KeyProblemError):
    """A level that needs a timestamp, and no authority named; data: `level`."""

    code = "TIMESTAMPING_UNSET"
    text = Text(
        "Līmenim {level} vajag laika zīmogu, bet laika zīmogošanas pakalpojums nav norādīts.",
        "The level {level} needs a timestamp, but no time-stamping authority is named.",
    )


class IssuersUnknownError(KeyProblemError):
    """A certificate whose issuer is not at hand, so its status cannot be asked for; data: `subject`."""

    code = "ISSUERS_UNKNOWN"
    text = Text(
        "Nav zināms sertifikāta „{subject}” izdevējs. Norādiet izdevēju sertifikātus.",
        "The issuer of the certificate “{subject}” is not known. Name the issuers' certificates.",
    )


class SignerCertificateEndedError(KeyProblemError):
    """The certificate of the key has ended; data: `ended_at`."""

    code = "SIGNER_CERTIFICATE_ENDED"
    text = Text(
        "Atslēgas sertifikāts beidzies {ended_at}; ar to vairs neparaksta.",
        "The certificate of the key ended at {ended_at}; it signs no more.",
    )


class SignerCertificateNotYetValidError(KeyProblemError):
    """The certificate of the key is not in force yet; data: `begins_at`."""

    code = "SIGNER_CERTIFICATE_NOT_YET_VALID"
    text = Text(
        "Atslēgas sertifikāts stāsies spēkā tikai {begins_at}.",
        "The certificate of the key is in force only from {begins_at} on.",
    )
