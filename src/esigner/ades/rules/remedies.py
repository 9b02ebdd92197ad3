"""What to do about a broken rule: a few sentences shared by many rules."""

from esigner.errors import Text

SIGN_AGAIN = Text(
    "Lūdziet parakstītājam sākotnējo dokumentu parakstīt no jauna.",
    "Ask the signer to sign the original document again.",
)
ASK_ORIGINAL = Text(
    "Lūdziet sūtītājam vēlreiz atsūtīt sākotnējo, nemainīto datni.",
    "Ask the sender to send the original, unchanged file again.",
)
ASK_OPENED = Text(
    "Lūdziet sūtītājam dokumentu, kas atverams bez paroles un parakstīts pēc tās noņemšanas.",
    "Ask the sender for a document that opens without a password and was signed after that was removed.",
)
OTHER_TOOL = Text(
    "Lūdziet dokumentu parakstīt no jauna ar rīku, kas ievēro ETSI formātus.",
    "Ask for the document to be signed again with a tool that follows the ETSI formats.",
)
STRONGER = Text(
    "Lūdziet dokumentu parakstīt no jauna ar SHA-256 vai stiprāku algoritmu.",
    "Ask for the document to be signed again with SHA-256 or a stronger algorithm.",
)
CHECK_TRUST = Text(
    "Pārbaudiet, vai izdevējs ir uzticamajā sarakstā; ja ir, atjauniniet sarakstu un pārbaudiet vēlreiz.",
    "Check whether the issuer is on the trusted list; if so, refresh the list and validate again.",
)
ADD_EVIDENCE = Text(
    "Papildiniet parakstu ar laika zīmogu un sertifikāta statusa atbildi vai lūdziet to parakstīt LT līmenī.",
    "Extend the signature with a timestamp and a certificate status answer, or ask for it to be signed at level LT.",
)
GIVE_DATA = Text(
    "Pievienojiet parakstītās datnes un pārbaudiet vēlreiz.",
    "Supply the signed files and validate again.",
)
SPLIT_IT = Text(
    "Lūdziet sūtītājam dokumentus parakstīt un nosūtīt vairākās mazākās datnēs.",
    "Ask the sender to sign and send the documents as several smaller files.",
)
SIGN_IT = Text(
    "Parakstiet dokumentu un iesniedziet parakstīto datni.",
    "Sign the document and submit the signed file.",
)
