"""Rules about the container and about XML, before any signature is checked."""

from typing import Final

from esigner.ades.rules.remedies import ASK_ORIGINAL, OTHER_TOOL, SIGN_AGAIN, SIGN_IT, SPLIT_IT
from esigner.ades.rules.rule import Rule, SubIndication, failed, refused, unsigned
from esigner.errors import Text

_FORMAT: Final = SubIndication.FORMAT_FAILURE

FORMAT_UNKNOWN: Final[Rule] = unsigned(
    "FORMAT_UNKNOWN",
    Text("Datne nav parakstīts dokuments.", "The file is not a signed document."),
    SIGN_IT,
)
NO_SIGNATURE: Final[Rule] = unsigned(
    "NO_SIGNATURE",
    Text("Dokumentā nav neviena paraksta.", "There is no signature in the document."),
    SIGN_IT,
)
DOCUMENT_EMPTY: Final[Rule] = refused(
    "DOCUMENT_EMPTY",
    Text("Datne ir tukša.", "The file is empty."),
    ASK_ORIGINAL,
)
FORMAT_NOT_SUPPORTED: Final[Rule] = refused(
    "FORMAT_NOT_SUPPORTED",
    Text("Šo paraksta formātu nepārbaudām.", "This signature format is not validated here."),
    OTHER_TOOL,
)
ZIP_MALFORMED: Final[Rule] = refused(
    "ZIP_MALFORMED",
    Text("Konteiners (zip) ir bojāts.", "The container (zip) is damaged."),
    ASK_ORIGINAL,
)
ZIP_ENCRYPTED: Final[Rule] = refused(
    "ZIP_ENCRYPTED",
    Text("Konteinera saturs ir šifrēts.", "The content of the container is encrypted."),
    ASK_ORIGINAL,
)
ZIP_METHOD: Final[Rule] = refused(
    "ZIP_METHOD",
    Text("Konteinerā izmantots neatļauts saspiešanas veids.", "The container uses a compression that is not allowed."),
    OTHER_TOOL,
)
ZIP_DUPLICATE_ENTRY: Final[Rule] = refused(
    "ZIP_DUPLICATE_ENTRY",
    Text("Konteinerā ir vairākas datnes ar vienu nosaukumu.", "The container holds several files of one name."),
    SIGN_AGAIN,
)
ZIP_UNSAFE_NAME: Final[Rule] = refused(
    "ZIP_UNSAFE_NAME",
    Text("Konteinerā ir datne ar neatļautu nosaukumu.", "The container holds a file with a forbidden name."),
    SIGN_AGAIN,
)
ZIP_LINK: Final[Rule] = refused(
    "ZIP_LINK",
    Text(
        "Konteinerā datnes vietā ir saite uz citu datni.",
        "The container holds a link to another file in place of a file.",
    ),
    SIGN_AGAIN,
)
ZIP_OVERLAP: Final[Rule] = refused(
    "ZIP_OVERLAP",
    Text("Konteinera datnes pārklājas.", "Files in the container overlap."),
    ASK_ORIGINAL,
)
ZIP_HEADER_MISMATCH: Final[Rule] = refused(
    "ZIP_HEADER_MISMATCH",
    Text(
        "Konteinera datnes galvene neatbilst satura rādītājam.",
        "A file's own header in the container differs from the central directory.",
    ),
    ASK_ORIGINAL,
)
ZIP_HIDDEN_DATA: Final[Rule] = refused(
    "ZIP_HIDDEN_DATA",
    Text(
        "Konteinerā ir dati, kas nepieder nevienai datnei.",
        "The container holds data that belongs to no file.",
    ),
    ASK_ORIGINAL,
)
ZIP_TOO_MANY_ENTRIES: Final[Rule] = refused(
    "ZIP_TOO_MANY_ENTRIES",
    Text("Konteinerā ir pārāk daudz datņu.", "The container holds too many files."),
    SIGN_AGAIN,
)
ZIP_TOO_LARGE: Final[Rule] = refused(
    "ZIP_TOO_LARGE",
    Text("Konteinera saturs ir pārāk liels.", "The content of the container is too large."),
    SIGN_AGAIN,
)
ZIP_BOMB: Final[Rule] = refused(
    "ZIP_BOMB",
    Text("Konteinera datne saspiesta aizdomīgi stipri.", "A file in the container is compressed suspiciously well."),
    ASK_ORIGINAL,
)
ZIP_CHECKSUM: Final[Rule] = refused(
    "ZIP_CHECKSUM",
    Text("Konteinera datnes kontrolsumma neatbilst.", "The checksum of a file in the container does not match."),
    ASK_ORIGINAL,
)
CONTAINER_EMPTY: Final[Rule] = refused(
    "CONTAINER_EMPTY",
    Text("Konteinerā nav neviena dokumenta.", "The container holds no document."),
    ASK_ORIGINAL,
)
MIMETYPE_MISPLACED: Final[Rule] = failed(
    "MIMETYPE_MISPLACED",
    _FORMAT,
    Text("Datne “mimetype” nav konteinera pirmā datne.", "The file “mimetype” is not the first in the container."),
    OTHER_TOOL,
)
MIMETYPE_COMPRESSED: Final[Rule] = failed(
    "MIMETYPE_COMPRESSED",
    _FORMAT,
    Text(
        "Datne “mimetype” ir saspiesta vai tai ir papildu lauki.",
        "The file “mimetype” is compressed or has extra fields.",
    ),
    OTHER_TOOL,
)
MIMETYPE_MISSING: Final[Rule] = failed(
    "MIMETYPE_MISSING",
    _FORMAT,
    Text("Konteinerā nav datnes “mimetype”.", "The container has no file “mimetype”."),
    OTHER_TOOL,
)
MIMETYPE_UNEXPECTED: Final[Rule] = failed(
    "MIMETYPE_UNEXPECTED",
    _FORMAT,
    Text("Konteinera veids nav ASiC veids.", "The container's media type is not one of ASiC."),
    OTHER_TOOL,
)
MANIFEST_MISMATCH: Final[Rule] = failed(
    "MANIFEST_MISMATCH",
    _FORMAT,
    Text(
        "Konteinera manifests neatbilst tajā esošajām datnēm.",
        "The container's manifest does not match the files in it.",
    ),
    SIGN_AGAIN,
)
ASIC_S_FILES: Final[Rule] = failed(
    "ASIC_S_FILES",
    _FORMAT,
    Text("ASiC-S konteinerā jābūt tieši vienam dokumentam.", "An ASiC-S container must hold exactly one document."),
    SIGN_AGAIN,
)
ASIC_S_PROOFS: Final[Rule] = failed(
    "ASIC_S_PROOFS",
    _FORMAT,
    Text(
        "ASiC-S konteinerā jābūt vienai parakstu datnei vai vienam laika zīmogam, bet tur ir vairāki.",
        "An ASiC-S container must hold one signature file or one timestamp, but it holds several.",
    ),
    SIGN_AGAIN,
)
FILE_NOT_SIGNED: Final[Rule] = failed(
    "FILE_NOT_SIGNED",
    _FORMAT,
    Text("Konteinerā ir datne, ko paraksts neaptver.", "The container holds a file that the signature does not cover."),
    SIGN_AGAIN,
)
XML_DOCTYPE: Final[Rule] = refused(
    "XML_DOCTYPE",
    Text("XML datnē ir DOCTYPE vai entītijas.", "The XML holds a DOCTYPE or entities."),
    OTHER_TOOL,
)
XML_MALFORMED: Final[Rule] = refused(
    "XML_MALFORMED",
    Text("XML datni nevar nolasīt.", "The XML cannot be read."),
    ASK_ORIGINAL,
)
XML_TOO_COMPLEX: Final[Rule] = refused(
    "XML_TOO_COMPLEX",
    Text(
        "XML elementam ir pārāk daudz atribūtu vai vārdtelpu, vai elementi ir pārāk dziļi cits citā.",
        "An element of the XML has too many attributes or namespaces, or elements stand in one another too deeply.",
    ),
    OTHER_TOOL,
)
WORK_LIMIT_EXCEEDED: Final[Rule] = refused(
    "WORK_LIMIT_EXCEEDED",
    Text(
        "Datnes pārbaude prasa vairāk darba, nekā vienai datnei atļauts.",
        "Checking the file asks for more work than one file may cost.",
    ),
    SPLIT_IT,
)
SIGNATURES_TOO_MANY: Final[Rule] = refused(
    "SIGNATURES_TOO_MANY",
    Text("Dokumentā ir pārāk daudz parakstu.", "The document holds too many signatures."),
    SPLIT_IT,
)
JSON_MALFORMED: Final[Rule] = refused(
    "JSON_MALFORMED",
    Text("JSON datni nevar nolasīt.", "The JSON cannot be read."),
    ASK_ORIGINAL,
)
