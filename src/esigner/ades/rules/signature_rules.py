"""Rules about the signature itself: its structure, references, value and signed attributes."""

from typing import Final

from esigner.ades.rules.remedies import (
    ADD_EVIDENCE,
    ASK_OPENED,
    ASK_ORIGINAL,
    GIVE_DATA,
    OTHER_TOOL,
    SIGN_AGAIN,
    STRONGER,
)
from esigner.ades.rules.rule import Rule, SubIndication, failed, indeterminate
from esigner.errors import Text

_FORMAT: Final = SubIndication.FORMAT_FAILURE
_HASH: Final = SubIndication.HASH_FAILURE
_CONSTRAINTS: Final = SubIndication.SIG_CONSTRAINTS_FAILURE

SIGNATURE_MALFORMED: Final[Rule] = failed(
    "SIGNATURE_MALFORMED",
    _FORMAT,
    Text("Paraksta uzbūve ir kļūdaina.", "The structure of the signature is wrong."),
    SIGN_AGAIN,
)
SIGNATURE_MISPLACED: Final[Rule] = failed(
    "SIGNATURE_MISPLACED",
    _FORMAT,
    Text("Paraksts neatrodas tam paredzētajā vietā.", "The signature does not stand where it belongs."),
    SIGN_AGAIN,
)
ID_DUPLICATE: Final[Rule] = failed(
    "ID_DUPLICATE",
    _FORMAT,
    Text(
        "Parakstītais elements nav nosakāms viennozīmīgi: vienāds Id ir vairākiem elementiem.",
        "The signed element is not unique: several elements have the same Id.",
    ),
    SIGN_AGAIN,
)
TRANSFORM_NOT_ALLOWED: Final[Rule] = failed(
    "TRANSFORM_NOT_ALLOWED",
    _CONSTRAINTS,
    Text("Parakstā izmantota neatļauta datu pārveide.", "The signature uses a transform that is not allowed."),
    OTHER_TOOL,
)
TRANSFORMS_TOO_MANY: Final[Rule] = failed(
    "TRANSFORMS_TOO_MANY",
    _CONSTRAINTS,
    Text(
        "Parakstā vienai norādei ir pārāk daudz datu pārveidju.",
        "A reference of the signature has too many transforms.",
    ),
    OTHER_TOOL,
)
REFERENCES_TOO_MANY: Final[Rule] = failed(
    "REFERENCES_TOO_MANY",
    _CONSTRAINTS,
    Text("Parakstā ir pārāk daudz norāžu.", "The signature has too many references."),
    OTHER_TOOL,
)
COUNTERSIGNATURES_TOO_DEEP: Final[Rule] = failed(
    "COUNTERSIGNATURES_TOO_DEEP",
    _CONSTRAINTS,
    Text(
        "Pretparaksti ir pārāk dziļi cits citā.",
        "Countersignatures stand in one another too deeply.",
    ),
    OTHER_TOOL,
)
ALGORITHM_UNKNOWN: Final[Rule] = indeterminate(
    "ALGORITHM_UNKNOWN",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    Text("Parakstā izmantots nezināms algoritms.", "The signature uses an unknown algorithm."),
    STRONGER,
)
ALGORITHM_WEAK: Final[Rule] = indeterminate(
    "ALGORITHM_WEAK",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    Text(
        "Parakstā izmantots novecojis algoritms (piemēram, SHA-1) vai pārāk īsa atslēga.",
        "The signature uses an outdated algorithm (such as SHA-1) or too short a key.",
    ),
    STRONGER,
)
SIGNATURE_VALUE_FORM: Final[Rule] = indeterminate(
    "SIGNATURE_VALUE_FORM",
    _CONSTRAINTS,
    Text(
        "Paraksta vērtība ir pareiza, bet pierakstīta citādi, nekā to prasa standarts.",
        "The signature value is right, but written in another form than the standard asks for.",
    ),
    OTHER_TOOL,
)
SIGNED_ATTRIBUTES_NOT_DER: Final[Rule] = indeterminate(
    "SIGNED_ATTRIBUTES_NOT_DER",
    _CONSTRAINTS,
    Text(
        "Parakstītie atribūti nav glabāti DER kodējumā, uz kuru paraksts attiecas.",
        "The signed attributes are not stored in the DER encoding that a signature is made over.",
    ),
    OTHER_TOOL,
)
CMS_FORM: Final[Rule] = indeterminate(
    "CMS_FORM",
    _CONSTRAINTS,
    Text(
        "Paraksta (CMS) uzbūvē ir novirze no standarta, kas parakstītos datus neskar.",
        "The signature (CMS) departs from the standard in its form; the signed data is not concerned.",
    ),
    OTHER_TOOL,
)
SIGNING_TIME_FORM: Final[Rule] = indeterminate(
    "SIGNING_TIME_FORM",
    _CONSTRAINTS,
    Text(
        "Parakstītāja norādītais laiks pierakstīts citādi, nekā to prasa standarts, vai nav nolasāms.",
        "The time that the signer claims is written in another form than the standard asks for, or cannot be read.",
    ),
    OTHER_TOOL,
)
CMS_TRAILING_BYTES: Final[Rule] = indeterminate(
    "CMS_TRAILING_BYTES",
    _CONSTRAINTS,
    Text("Aiz paraksta (CMS) datnē ir vēl citi baiti.", "Other bytes follow the signature (CMS) in the file."),
    ASK_ORIGINAL,
)
SIGNATURE_VALUE_WRONG: Final[Rule] = failed(
    "SIGNATURE_VALUE_WRONG",
    SubIndication.SIG_CRYPTO_FAILURE,
    Text(
        "Paraksta vērtība neatbilst parakstītāja atslēgai vai parakstītajiem datiem.",
        "The signature value does not fit the signer's key or the signed data.",
    ),
    SIGN_AGAIN,
)
DIGEST_WRONG: Final[Rule] = failed(
    "DIGEST_WRONG",
    _HASH,
    Text("Dati pēc parakstīšanas ir mainīti.", "The data was changed after it had been signed."),
    ASK_ORIGINAL,
)
SIGNED_DATA_MISSING: Final[Rule] = indeterminate(
    "SIGNED_DATA_MISSING",
    SubIndication.SIGNED_DATA_NOT_FOUND,
    Text("Nav datnes, uz kuru paraksts attiecas.", "A file that the signature refers to is missing."),
    GIVE_DATA,
)
DATA_MECHANISM_UNSUPPORTED: Final[Rule] = indeterminate(
    "DATA_MECHANISM_UNSUPPORTED",
    _CONSTRAINTS,
    Text(
        "Paraksts savus datus norāda veidā, ko nepārbaudām (piemēram, ar HTTP galvenēm).",
        "The signature names its data in a way that is not validated here (such as by HTTP headers).",
    ),
    OTHER_TOOL,
)
HEADER_CRITICAL_UNKNOWN: Final[Rule] = failed(
    "HEADER_CRITICAL_UNKNOWN",
    _FORMAT,
    Text(
        "Paraksta galvene pieprasa saprast parametru, ko nepazīstam.",
        "The header of the signature demands that a parameter be understood that is not known here.",
    ),
    OTHER_TOOL,
)
NOTHING_SIGNED: Final[Rule] = failed(
    "NOTHING_SIGNED",
    _FORMAT,
    Text("Paraksts neaptver nevienu dokumentu.", "The signature covers no document."),
    SIGN_AGAIN,
)
COUNTERSIGNATURE_MISPLACED: Final[Rule] = failed(
    "COUNTERSIGNATURE_MISPLACED",
    _FORMAT,
    Text(
        "Pretparaksts neaptver tā paraksta vērtību, kurā tas ir ievietots.",
        "The countersignature does not cover the value of the signature that it stands in.",
    ),
    SIGN_AGAIN,
)
COUNTERSIGNATURE_NOT_VALID: Final[Rule] = indeterminate(
    "COUNTERSIGNATURE_NOT_VALID",
    _CONSTRAINTS,
    Text(
        "Paraksta pretparaksts nav derīgs; uz pašu parakstu tas neattiecas.",
        "A countersignature of the signature is not valid; the signature itself is not concerned.",
    ),
    SIGN_AGAIN,
)
SIGNED_PROPERTIES_MISSING: Final[Rule] = failed(
    "SIGNED_PROPERTIES_MISSING",
    _FORMAT,
    Text("Parakstam nav XAdES īpašību.", "The signature has no XAdES properties."),
    OTHER_TOOL,
)
SIGNED_PROPERTIES_UNSIGNED: Final[Rule] = failed(
    "SIGNED_PROPERTIES_UNSIGNED",
    _FORMAT,
    Text("Paraksta īpašības nav parakstītas.", "The properties of the signature are not signed."),
    SIGN_AGAIN,
)
SIGNED_PROPERTIES_DUPLICATE: Final[Rule] = failed(
    "SIGNED_PROPERTIES_DUPLICATE",
    _FORMAT,
    Text(
        "Parakstam ir vairāki īpašību elementi vai tie neatrodas savā vietā.",
        "The signature has several property elements, or they do not stand where they belong.",
    ),
    SIGN_AGAIN,
)
SIGNING_CERTIFICATE_MISSING: Final[Rule] = indeterminate(
    "SIGNING_CERTIFICATE_MISSING",
    SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
    Text("Parakstā nav parakstītāja sertifikāta.", "The signature holds no signer's certificate."),
    SIGN_AGAIN,
)
SIGNING_CERTIFICATE_UNSIGNED: Final[Rule] = indeterminate(
    "SIGNING_CERTIFICATE_UNSIGNED",
    _CONSTRAINTS,
    Text(
        "Paraksts nenorāda, ar kuru sertifikātu tas veidots.",
        "The signed attributes do not name the signing certificate.",
    ),
    OTHER_TOOL,
)
SIGNING_CERTIFICATE_MISMATCH: Final[Rule] = failed(
    "SIGNING_CERTIFICATE_MISMATCH",
    _FORMAT,
    Text(
        "Parakstā norādīts cits sertifikāts nekā tas, ar kuru paraksts pārbaudāms.",
        "The signed attributes name another certificate than the one that verifies the signature.",
    ),
    SIGN_AGAIN,
)
KEY_USAGE_UNFIT: Final[Rule] = indeterminate(
    "KEY_USAGE_UNFIT",
    SubIndication.CHAIN_CONSTRAINTS_FAILURE,
    Text("Sertifikāts nav paredzēts parakstīšanai.", "The certificate is not meant for signing."),
    SIGN_AGAIN,
)
MEDIA_TYPE_MISMATCH: Final[Rule] = failed(
    "MEDIA_TYPE_MISMATCH",
    _FORMAT,
    Text(
        "Parakstītais datnes veids atšķiras no manifestā norādītā.",
        "The signed media type of a file differs from that of the manifest.",
    ),
    SIGN_AGAIN,
)
PROFILE_NOT_ACCEPTED: Final[Rule] = indeterminate(
    "PROFILE_NOT_ACCEPTED",
    _CONSTRAINTS,
    Text(
        "Šī politika ASiC-S konteinerā pieņem XAdES parakstus un laika zīmogus, bet ne CAdES parakstus.",
        "In an ASiC-S container, this policy accepts XAdES signatures and timestamps, but not CAdES signatures.",
    ),
    OTHER_TOOL,
)
TIMEMARK_EXTENDED: Final[Rule] = failed(
    "TIMEMARK_EXTENDED",
    _FORMAT,
    Text(
        "Laika atzīmes (BDOC) parakstam pievienots laika zīmogs, ko šis veids nepieļauj.",
        "A timestamp was added to a signature of the time-mark kind (BDOC), which does not allow it.",
    ),
    SIGN_AGAIN,
)
TIMESTAMP_MISSING: Final[Rule] = indeterminate(
    "TIMESTAMP_MISSING",
    _CONSTRAINTS,
    Text("Parakstam nav laika zīmoga.", "The signature has no timestamp."),
    ADD_EVIDENCE,
)
TIMESTAMP_MALFORMED: Final[Rule] = indeterminate(
    "TIMESTAMP_MALFORMED",
    _CONSTRAINTS,
    Text("Laika zīmogu nevar nolasīt.", "The timestamp cannot be read."),
    SIGN_AGAIN,
)
TIMESTAMP_IMPRINT: Final[Rule] = indeterminate(
    "TIMESTAMP_IMPRINT",
    _CONSTRAINTS,
    Text("Laika zīmogs veidots citiem datiem.", "The timestamp was made for other data."),
    SIGN_AGAIN,
)
TIMESTAMP_SIGNATURE: Final[Rule] = indeterminate(
    "TIMESTAMP_SIGNATURE",
    _CONSTRAINTS,
    Text("Laika zīmoga paraksts nav derīgs.", "The signature of the timestamp is not valid."),
    SIGN_AGAIN,
)
TIMESTAMPED_DATA_CHANGED: Final[Rule] = failed(
    "TIMESTAMPED_DATA_CHANGED",
    _HASH,
    Text("Dati pēc laika zīmoga uzlikšanas ir mainīti.", "The data was changed after it had been timestamped."),
    ASK_ORIGINAL,
)
TIMESTAMP_FORGED: Final[Rule] = failed(
    "TIMESTAMP_FORGED",
    SubIndication.SIG_CRYPTO_FAILURE,
    Text("Konteinera laika zīmogs nav derīgs.", "The timestamp of the container is not valid."),
    ASK_ORIGINAL,
)
TIMESTAMP_WEAK: Final[Rule] = indeterminate(
    "TIMESTAMP_WEAK",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    Text("Laika zīmogā izmantots novecojis algoritms.", "The timestamp uses an outdated algorithm."),
    STRONGER,
)
ARCHIVE_TIMESTAMP_IMPRINT: Final[Rule] = indeterminate(
    "ARCHIVE_TIMESTAMP_IMPRINT",
    _CONSTRAINTS,
    Text(
        "Arhīva laika zīmogs veidots citiem datiem.",
        "The archive timestamp was made for other data.",
    ),
    ASK_ORIGINAL,
)
TIMESTAMP_ORDER: Final[Rule] = indeterminate(
    "TIMESTAMP_ORDER",
    SubIndication.TIMESTAMP_ORDER_FAILURE,
    Text("Laika zīmogu secība nav pareiza.", "The timestamps are not in the right order."),
    SIGN_AGAIN,
)
PDF_BYTE_RANGE: Final[Rule] = failed(
    "PDF_BYTE_RANGE",
    _FORMAT,
    Text("PDF paraksts neaptver visu parakstīto datni.", "The PDF signature does not cover the whole signed file."),
    SIGN_AGAIN,
)
PDF_CHANGED: Final[Rule] = failed(
    "PDF_CHANGED",
    _FORMAT,
    Text("PDF saturs pēc parakstīšanas ir mainīts.", "The content of the PDF was changed after signing."),
    ASK_ORIGINAL,
)
PDF_CHANGES_UNKNOWN: Final[Rule] = indeterminate(
    "PDF_CHANGES_UNKNOWN",
    _CONSTRAINTS,
    Text(
        "PDF pēc parakstīšanas ir papildināts, un papildinājumu nevar izvērtēt.",
        "The PDF was added to after signing, and the addition cannot be judged.",
    ),
    ASK_ORIGINAL,
)
PDF_FORM_MALFORMED: Final[Rule] = indeterminate(
    "PDF_FORM_MALFORMED",
    _CONSTRAINTS,
    Text(
        "PDF veidlapas lauki nav koks: lauks tajā ir vairākkārt, vai lauku ir pārāk daudz vai pārāk dziļi.",
        "The form fields of the PDF are no tree: a field is in it twice, or there are too many or too deep ones.",
    ),
    ASK_ORIGINAL,
)
PDF_ENCRYPTED: Final[Rule] = indeterminate(
    "PDF_ENCRYPTED",
    _CONSTRAINTS,
    Text(
        "PDF datne ir šifrēta, un bez paroles to nevar pārbaudīt.",
        "The PDF is encrypted and cannot be validated without its password.",
    ),
    ASK_OPENED,
)
PDF_UNREADABLE: Final[Rule] = indeterminate(
    "PDF_UNREADABLE",
    _CONSTRAINTS,
    Text("PDF datni nevar nolasīt.", "The PDF cannot be read."),
    ASK_ORIGINAL,
)
