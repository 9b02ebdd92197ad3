"""Refusals of the command line."""

from esigner.errors import EsignerError, Text


class PasswordTooShortError(EsignerError):
    """The password is shorter than the portal allows."""

    code = "PASSWORD_TOO_SHORT"
    text = Text("Parolei vajag vismaz {length} rakstzīmes.", "The password needs at least {length} characters.")


class PasswordTooSimpleError(EsignerError):
    """The password is one of those that are tried first; data: `reason_lv`, `reason_en`."""

    code = "PASSWORD_TOO_SIMPLE"
    text = Text("{reason_lv}", "{reason_en}")


class AccountUnknownError(EsignerError):
    """No account, or none with a second factor, has this address."""

    code = "ACCOUNT_UNKNOWN"
    text = Text("Konta ar otro faktoru šai adresei nav.", "There is no account with a second factor for this address.")
    status = 404


class OnlyInSandboxError(EsignerError):
    """A convenience of the demo was asked for in a real installation."""

    code = "ONLY_IN_SANDBOX"
    text = Text("Pieejams tikai izmēģinājumu instalācijā.", "Available in a sandbox installation only.")
    status = 403


class CertificateFileUnreadableError(EsignerError):
    """The file holds no certificate that can be read."""

    code = "CERTIFICATE_FILE_UNREADABLE"
    text = Text("Datnē {file} nav nolasāma sertifikāta.", "The file {file} holds no readable certificate.")


class OutputUnwritableError(EsignerError):
    """The output cannot be written where it was asked for; data: `file`."""

    code = "OUTPUT_UNWRITABLE"
    text = Text("Datni {file} nevar ierakstīt.", "The file {file} cannot be written.")


class PasswordSourceUnreadableError(EsignerError):
    """The variable or file that should hold the password does not; data: `source`."""

    code = "PASSWORD_SOURCE_UNREADABLE"
    text = Text("Paroli no „{source}” nevar nolasīt.", "The password cannot be read from “{source}”.")


class WrongUsageError(EsignerError):
    """The command was used wrongly in a way that argparse cannot see; the exit code is 2."""


class OptionsUnfitError(WrongUsageError):
    """Options that do not go together; data: `options`."""

    code = "OPTIONS_UNFIT"
    text = Text("Šīs izvēles nesader kopā: {options}.", "These options do not go together: {options}.")


class OptionMissingError(WrongUsageError):
    """An option that another one needs; data: `option`, `beside`."""

    code = "OPTION_MISSING"
    text = Text("Pie {beside} vajag arī {option}.", "With {beside}, {option} is needed too.")
