"""What can go wrong before a request is served."""

from esigner.errors import EsignerError, Text


class PortTakenError(EsignerError):
    """Another program listens on a port that a door needs."""

    code = "PORT_TAKEN"
    text = Text(
        "Ports {port} ir aizņemts: atbrīvojiet to vai norādiet citu ar iestatījumu {setting}.",
        "Port {port} is taken: free it or name another one with the setting {setting}.",
    )
    status = 503


class DatabaseUnavailableError(EsignerError):
    """The database did not start or does not answer."""

    code = "DATABASE_UNAVAILABLE"
    text = Text(
        "Datubāze nav pieejama: {reason} (žurnāls: {log}).",
        "The database is not available: {reason} (log: {log}).",
    )
    status = 503
    retryable = True


class SettingInvalidError(EsignerError):
    """A setting holds a value that cannot be used."""

    code = "SETTING_INVALID"
    text = Text("Nederīgs iestatījums {setting}: {reason}", "Setting {setting} is invalid: {reason}")
    status = 500

    def __init__(self, *, setting: str, reason: Text) -> None:
        """Take the setting's name and what is expected of it."""
        super().__init__(setting=setting, reason=reason.en)
        self.reason = reason

    def detail(self) -> Text:
        """Return the sentence with the reason in its own language."""
        setting = self.data["setting"]
        return Text(
            self.text.lv.format(setting=setting, reason=self.reason.lv),
            self.text.en.format(setting=setting, reason=self.reason.en),
        )


class ProcessFailedError(EsignerError):
    """A process of the installation did not become ready."""

    code = "PROCESS_FAILED"
    text = Text(
        "Neizdevās palaist procesu {name} ({seconds} s; žurnāls: {log}).",
        "Process {name} did not become ready ({seconds} s; log: {log}).",
    )
    status = 503


class StartRefusedError(EsignerError):
    """The bootstrap refused; it has that refusal's own code and sentences."""

    code = "START_REFUSED"
    text = Text("{reason_lv}", "{reason_en}")
    status = 503

    def __init__(self, code: str, lv: str, en: str) -> None:
        """Take what the child said."""
        super().__init__(reason_lv=lv, reason_en=en)
        self.code = code  # type: ignore[misc]  # the one error that has the code of another


class StateBusyError(EsignerError):
    """Another supervisor already works in this state folder."""

    code = "STATE_BUSY"
    text = Text(
        "Šajā mapē jau darbojas cits E-parakstītājs: {state}.",
        "Another E-signer already runs in this folder: {state}.",
    )
    status = 503


class NotBootstrappedError(EsignerError):
    """The state folder, or the database, holds no installation yet; data: state."""

    code = "NOT_BOOTSTRAPPED"
    text = Text(
        "Mapē {state} nav sagatavotas instalācijas: norādiet tās mapi ar ESIGNER_STATE (datubāzi – ar DATABASE_URL) "
        "vai izveidojiet to ar `esigner bootstrap`.",
        "The folder {state} holds no prepared installation: name its folder with ESIGNER_STATE (its database with "
        "DATABASE_URL), or make one with `esigner bootstrap`.",
    )
    status = 503
