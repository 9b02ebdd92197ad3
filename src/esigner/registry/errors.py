"""What the registry refuses, except at the gate (see `gate_errors`)."""

from esigner.errors import EsignerError, Text


class InstitutionNotFoundError(EsignerError):
    """No institution has this id; data: `id`."""

    code = "INSTITUTION_NOT_FOUND"
    text = Text("Iestāde nav atrasta.", "The institution was not found.")
    status = 404


class RegistrationNumberInvalidError(EsignerError):
    """The number's check digit or length is wrong; data: `registration_number`."""

    code = "REGISTRATION_NUMBER_INVALID"
    text = Text(
        "Reģistrācijas numurs „{registration_number}” nav derīgs. Pārbaudiet visus 11 ciparus.",
        "The registration number “{registration_number}” is not valid. Check all 11 digits.",
    )


class ClientNotFoundError(EsignerError):
    """No client has this id."""

    code = "CLIENT_NOT_FOUND"
    text = Text("E-parakstītāja klients nav atrasts.", "The client was not found.")
    status = 404


class ClientExistsError(EsignerError):
    """The EPAK number already has a client in the environment; data: `epak_number`, `environment`."""

    code = "CLIENT_EXISTS"
    text = Text(
        "Ar EPAK reģistrācijas numuru {epak_number} šajā vidē jau ir reģistrēts klients.",
        "A client with the EPAK number {epak_number} is already registered in this environment.",
    )
    status = 409


class ClientStatusRefusedError(EsignerError):
    """The client is not in a state that allows the change; data: `status`."""

    code = "CLIENT_STATUS_REFUSED"
    text = Text(
        "Klienta pašreizējais stāvoklis ({status}) šo darbību nepieļauj.",
        "The client's present state ({status}) does not allow this action.",
    )
    status = 409


class EpakNumberUnknownError(EsignerError):
    """The number was never allocated to this institution; data: `epak_number`."""

    code = "EPAK_NUMBER_UNKNOWN"
    text = Text(
        "EPAK reģistrācijas numurs {epak_number} šai iestādei nav piešķirts.",
        "The EPAK number {epak_number} is not assigned to this institution.",
    )


class EpakNumberAllocatedError(EsignerError):
    """The case has its number already; data: `epak_number`."""

    code = "EPAK_NUMBER_ALLOCATED"
    text = Text(
        "Sadarbības gadījumam jau ir piešķirts EPAK reģistrācijas numurs {epak_number}.",
        "The cooperation case already has the EPAK number {epak_number}.",
    )
    status = 409


class OriginInvalidError(EsignerError):
    """A return origin is not an origin; data: `origin`."""

    code = "RETURN_ORIGIN_INVALID"
    text = Text(
        "„{origin}” nav derīga atgriešanās adreses izcelsme. Norādiet shēmu un resursdatoru, piemēram, "
        "https://iestade.example.",
        "“{origin}” is not a valid return origin. Give the scheme and the host, for example https://iestade.example.",
    )


class RoleRefusedError(EsignerError):
    """An institution's role without institution, or an agency's role with one; data: `role`."""

    code = "ROLE_REFUSED"
    text = Text("Lomu „{role}” šādi piešķirt nevar.", "The role “{role}” cannot be granted like this.")


class EmailTakenError(EsignerError):
    """Somebody has this address already."""

    code = "EMAIL_TAKEN"
    text = Text(
        "Lietotājs ar šādu e-pasta adresi jau ir reģistrēts.",
        "A person with this e-mail address is already registered.",
    )
    status = 409


class NetworkRefusedError(EsignerError):
    """A network breaks a rule; data: `cidr`, `check` (the failed check's name)."""

    code = "NETWORK_REFUSED"
    text = Text("Tīklu „{cidr}” nevar atļaut: {check}.", "The network “{cidr}” cannot be allowed: {check}.")


class CsrRefusedError(EsignerError):
    """A check of the CSR policy failed; data: `checks` (names), `report`."""

    code = "CSR_REFUSED"
    text = Text("Sertifikāta pieprasījums noraidīts: {checks}.", "The CSR was refused: {checks}.")


class ThirdPartyRefusedError(EsignerError):
    """A check of a trusted third party's certificate failed; data: `checks` (names), `report`."""

    code = "THIRD_PARTY_CERTIFICATE_REFUSED"
    text = Text("Trešās puses sertifikāts noraidīts: {checks}.", "The third party's certificate was refused: {checks}.")


class CertificateNotFoundError(EsignerError):
    """No certificate has this id."""

    code = "CERTIFICATE_NOT_FOUND"
    text = Text("Sertifikāts nav atrasts.", "The certificate was not found.")
    status = 404


class CertificateAlreadyRevokedError(EsignerError):
    """A revocation cannot be repeated or taken back."""

    code = "CERTIFICATE_ALREADY_REVOKED"
    text = Text("Sertifikāts jau ir anulēts.", "The certificate is already revoked.")
    status = 409


class AuthorityMissingError(EsignerError):
    """The state folder holds no such authority; data: `name`."""

    code = "AUTHORITY_MISSING"
    text = Text(
        "Sertifikācijas iestāde „{name}” nav izveidota. Palaidiet „esigner up”.",
        "The authority “{name}” does not exist. Run “esigner up”.",
    )
    status = 503


class KeysMissingError(EsignerError):
    """The database belongs to an installation whose keys are not in the folder; data: `folder`, `names`."""

    code = "INSTALLATION_KEYS_MISSING"
    text = Text(
        "Datubāze pieder instalācijai, kuras atslēgu mapē {folder} nav: {names}. Jaunas to vietā netiek veidotas; kā "
        "tās atgūt no kopijas vai no cita datora, saka „esigner pki keys”.",
        "The database belongs to an installation whose keys are not in the folder {folder}: {names}. No new ones are "
        "made in their place; “esigner pki keys” says how to bring them back from a copy or another machine.",
    )
    status = 503


class AuthorityEndedError(EsignerError):
    """The authority's or the unit's certificate has ended, and nothing has succeeded it; data: `name`, `ended_at`."""

    code = "AUTHORITY_ENDED"
    text = Text(
        "Sertifikāta „{name}” derīgums ir beidzies, un jauna vēl nav.",
        "The certificate of “{name}” has ended, and there is no new one yet.",
    )
    status = 503


class KeysForeignError(EsignerError):
    """The folder holds keys of another installation than the database; data: `folder`, `names`."""

    code = "INSTALLATION_KEYS_FOREIGN"
    text = Text(
        "Mapē {folder} ir citas instalācijas atslēgas, ne tās, kurai pieder datubāze: {names}. Norādiet pareizo mapi "
        "(ESIGNER_STATE) vai datubāzi (DATABASE_URL); kas kur ir, rāda „esigner pki keys”.",
        "The folder {folder} holds keys of another installation than the one that the database belongs to: {names}. "
        "Name the right folder (ESIGNER_STATE) or database (DATABASE_URL); “esigner pki keys” shows what is where.",
    )
    status = 503


class SealIsOursError(EsignerError):
    """The sandbox's seal is certified by its own simulated provider, and renews itself."""

    code = "SEAL_IS_OURS"
    text = Text(
        "Smilškastes e-zīmogu izdod tā pati; tas atjaunojas pats.",
        "The sandbox certifies its e-seal itself; it renews by itself.",
    )
    status = 409


class SealCertificateUnfitError(EsignerError):
    """The certificate cannot be the seal's; data: `reason_lv`, `reason_en`."""

    code = "SEAL_CERTIFICATE_UNFIT"
    text = Text(
        "Šis sertifikāts aģentūras e-zīmogam neder: {reason_lv}.",
        "This certificate does not fit the agency's e-seal: {reason_en}.",
    )


class GenerationNotFoundError(EsignerError):
    """No generation of an authority awaits officers under this id; data: `id`."""

    code = "GENERATION_NOT_FOUND"
    text = Text(
        "Neviena sertifikācijas iestādes paaudze negaida apstiprinājumu.",
        "No generation of an authority awaits agreement.",
    )
    status = 404


class SandboxOnlyError(EsignerError):
    """Something only for sandboxes was asked of another installation."""

    code = "SANDBOX_ONLY"
    text = Text(
        "Šī darbība ir iespējama tikai smilškastes uzstādījumā.", "This is possible in a sandbox installation only."
    )
    status = 403


class RevocationReasonUnknownError(EsignerError):
    """The reason is not one that we use from RFC 5280; data: `reason`."""

    code = "REVOCATION_REASON_UNKNOWN"
    text = Text("Anulēšanas iemesls „{reason}” nav pazīstams.", "The revocation reason “{reason}” is unknown.")


class CertificateRegisteredError(EsignerError):
    """The certificate is in the registry already."""

    code = "CERTIFICATE_REGISTERED"
    text = Text("Šis sertifikāts jau ir reģistrēts.", "This certificate is already registered.")
    status = 409


class KeyPendingError(EsignerError):
    """The key waits in another request already."""

    code = "KEY_ALREADY_PENDING"
    text = Text(
        "Šī atslēga jau ir iesniegta citā pieprasījumā, kas gaida lēmumu.",
        "This key was already submitted in another request that awaits a decision.",
    )
    status = 409


class SidesMixedError(EsignerError):
    """A person of the agency would get a role of an institution, or the other way round."""

    code = "SIDES_MIXED"
    text = Text(
        "Aģentūras darbinieks nevar būt iestādes pārstāvis vai kontaktpersona, un otrādi.",
        "Somebody of the agency cannot represent an institution or be its contact, and the other way round.",
    )
    status = 409


class TooManyAttemptsError(EsignerError):
    """A secret was tried, or something limited was asked for, too often; data: `seconds` to wait."""

    code = "TOO_MANY_ATTEMPTS"
    text = Text(
        "Pārāk daudz mēģinājumu; pamēģiniet vēlāk.",
        "Too many attempts; try again later.",
    )
    status = 429
    retryable = True
