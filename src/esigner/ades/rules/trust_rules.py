"""Rules about certificates: their path, their time, their status."""

from typing import Final

from esigner.ades.rules.remedies import ADD_EVIDENCE, CHECK_TRUST, SIGN_AGAIN, STRONGER
from esigner.ades.rules.rule import Rule, SubIndication, indeterminate
from esigner.errors import Text

_CHAIN: Final = SubIndication.CHAIN_CONSTRAINTS_FAILURE
_TRY_LATER: Final = SubIndication.TRY_LATER

PATH_NOT_FOUND: Final[Rule] = indeterminate(
    "PATH_NOT_FOUND",
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    Text("Sertifikātu nav izdevis uzticams izdevējs.", "The certificate was not issued by a trusted issuer."),
    CHECK_TRUST,
)
PATH_NOT_AUTHORITY: Final[Rule] = indeterminate(
    "PATH_NOT_AUTHORITY",
    _CHAIN,
    Text(
        "Sertifikātu izdevis tāds, kam nav tiesību izdot sertifikātus.",
        "A certificate in the path was issued by one that may not issue certificates.",
    ),
    CHECK_TRUST,
)
PATH_LENGTH: Final[Rule] = indeterminate(
    "PATH_LENGTH",
    _CHAIN,
    Text("Sertifikātu ķēde ir garāka, nekā atļauts.", "The certificate path is longer than allowed."),
    CHECK_TRUST,
)
PATH_EXTENSION: Final[Rule] = indeterminate(
    "PATH_EXTENSION",
    _CHAIN,
    Text(
        "Sertifikātā ir nezināms vai kļūdains kritisks paplašinājums.",
        "A certificate holds an unknown or malformed critical extension.",
    ),
    CHECK_TRUST,
)
PATH_NAMES: Final[Rule] = indeterminate(
    "PATH_NAMES",
    _CHAIN,
    Text(
        "Sertifikātā ir vārds, ko tā izdevējs nedrīkst apliecināt.",
        "A certificate holds a name that its issuer may not certify.",
    ),
    CHECK_TRUST,
)
PATH_POLICIES: Final[Rule] = indeterminate(
    "PATH_POLICIES",
    _CHAIN,
    Text(
        "Sertifikātu ķēdē nav izdevēju prasītās politikas.",
        "The certificate path lacks a policy that its issuers require.",
    ),
    CHECK_TRUST,
)
PATH_PURPOSE: Final[Rule] = indeterminate(
    "PATH_PURPOSE",
    _CHAIN,
    Text(
        "Sertifikāts vai tā izdevējs paredzēts tikai citiem nolūkiem.",
        "A certificate or its issuer is meant for other purposes only.",
    ),
    SIGN_AGAIN,
)
PATH_WEAK: Final[Rule] = indeterminate(
    "PATH_WEAK",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    Text(
        "Sertifikātu ķēdē izmantots novecojis algoritms vai pārāk īsa atslēga.",
        "The certificate path uses an outdated algorithm or too short a key.",
    ),
    STRONGER,
)
CERTIFICATE_EXPIRED: Final[Rule] = indeterminate(
    "CERTIFICATE_EXPIRED",
    SubIndication.OUT_OF_BOUNDS_NO_POE,
    Text(
        "Sertifikāts nebija spēkā brīdī, kuru var pierādīt.",
        "The certificate was not valid at the time that can be proved.",
    ),
    SIGN_AGAIN,
)
CERTIFICATE_NOT_YET_VALID: Final[Rule] = indeterminate(
    "CERTIFICATE_NOT_YET_VALID",
    SubIndication.NOT_YET_VALID,
    Text("Sertifikāts vēl nebija stājies spēkā.", "The certificate was not yet valid."),
    SIGN_AGAIN,
)
TIMESTAMP_CERTIFICATE_UNFIT: Final[Rule] = indeterminate(
    "TIMESTAMP_CERTIFICATE_UNFIT",
    _CHAIN,
    Text("Laika zīmoga sertifikāts neder laika zīmogošanai.", "The timestamp's certificate is not for time-stamping."),
    SIGN_AGAIN,
)
TIMESTAMP_NOT_TRUSTED: Final[Rule] = indeterminate(
    "TIMESTAMP_NOT_TRUSTED",
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    Text(
        "Laika zīmoga devējs nav uzticams.",
        "The authority that issued the timestamp is not trusted.",
    ),
    CHECK_TRUST,
)
REVOCATION_MISSING: Final[Rule] = indeterminate(
    "REVOCATION_MISSING",
    _TRY_LATER,
    Text(
        "Nav pierādījuma, ka sertifikāts nebija atsaukts.",
        "There is no proof that the certificate had not been revoked.",
    ),
    ADD_EVIDENCE,
)
REVOCATION_STALE: Final[Rule] = indeterminate(
    "REVOCATION_STALE",
    _TRY_LATER,
    Text(
        "Sertifikāta statusa informācija neattiecas uz parakstīšanas brīdi.",
        "The status information does not cover the time of signing.",
    ),
    ADD_EVIDENCE,
)
OCSP_RESPONDER_NOT_AUTHORISED: Final[Rule] = indeterminate(
    "OCSP_RESPONDER_NOT_AUTHORISED",
    _TRY_LATER,
    Text(
        "Sertifikāta statusa atbildi parakstījis nepilnvarots atbildētājs.",
        "The status answer was signed by a responder that is not authorised.",
    ),
    ADD_EVIDENCE,
)
OCSP_SIGNATURE: Final[Rule] = indeterminate(
    "OCSP_SIGNATURE",
    _TRY_LATER,
    Text("Sertifikāta statusa atbildes paraksts nav derīgs.", "The signature of the status answer is not valid."),
    ADD_EVIDENCE,
)
OCSP_MALFORMED: Final[Rule] = indeterminate(
    "OCSP_MALFORMED",
    _TRY_LATER,
    Text("Sertifikāta statusa atbildi nevar nolasīt.", "The status answer cannot be read."),
    ADD_EVIDENCE,
)
OCSP_OTHER_CERTIFICATE: Final[Rule] = indeterminate(
    "OCSP_OTHER_CERTIFICATE",
    _TRY_LATER,
    Text("Statusa atbilde attiecas uz citu sertifikātu.", "The status answer is about another certificate."),
    ADD_EVIDENCE,
)
OCSP_UNKNOWN: Final[Rule] = indeterminate(
    "OCSP_UNKNOWN",
    _TRY_LATER,
    Text("Statusa atbildētājs sertifikātu nepazīst.", "The responder does not know the certificate."),
    ADD_EVIDENCE,
)
OCSP_BEFORE_TIMESTAMP: Final[Rule] = indeterminate(
    "OCSP_BEFORE_TIMESTAMP",
    _TRY_LATER,
    Text(
        "Sertifikāta statusa atbilde izveidota pirms laika zīmoga.",
        "The status answer was produced before the timestamp.",
    ),
    ADD_EVIDENCE,
)
OCSP_TOO_LATE: Final[Rule] = indeterminate(
    "OCSP_TOO_LATE",
    _TRY_LATER,
    Text(
        "Sertifikāta statusa atbilde izveidota pārāk ilgi pēc laika zīmoga.",
        "The status answer was produced too long after the timestamp.",
    ),
    SIGN_AGAIN,
)
OCSP_FROM_FUTURE: Final[Rule] = indeterminate(
    "OCSP_FROM_FUTURE",
    _TRY_LATER,
    Text(
        "Sertifikāta statusa atbildes laiks ir pēc pārbaudes brīža.",
        "The status answer's time lies after the time of validation.",
    ),
    ADD_EVIDENCE,
)
CRL_SIGNATURE: Final[Rule] = indeterminate(
    "CRL_SIGNATURE",
    _TRY_LATER,
    Text("Atsaukto sertifikātu saraksta paraksts nav derīgs.", "The signature of the revocation list is not valid."),
    ADD_EVIDENCE,
)
CERTIFICATE_REVOKED: Final[Rule] = indeterminate(
    "CERTIFICATE_REVOKED",
    SubIndication.REVOKED_NO_POE,
    Text(
        "Sertifikāts bija atsaukts, un nav pierādījuma, ka parakstīts pirms tam.",
        "The certificate was revoked, and nothing proves that the signature is older.",
    ),
    SIGN_AGAIN,
)
ISSUER_REVOKED: Final[Rule] = indeterminate(
    "ISSUER_REVOKED",
    SubIndication.REVOKED_NO_POE,
    Text("Sertifikāta izdevējs ir atsaukts.", "The issuer of the certificate was revoked."),
    CHECK_TRUST,
)
