"""What the connection pack says about signers: the test environment has a person to sign as, production has none."""

from collections.abc import Mapping
from typing import Final

from esigner.registry.kinds import Environment

_TEST: Final = {
    "signer_comment": (
        "# It signs as a TEST PERSON: test-signer-key.pem and test-signer-certificate.pem, which no other environment\n"
        "# trusts. As somebody else: SIGNER_KEY=FILE SIGNER_CERTIFICATE=FILE ./two-step.sh KEY.pem [FILE]"
    ),
    "signer_files": (
        "SIGNER_KEY=${SIGNER_KEY:-$HERE/test-signer-key.pem}\n"
        "SIGNER_CERTIFICATE=${SIGNER_CERTIFICATE:-$HERE/test-signer-certificate.pem}"
    ),
    "example_end": "",
    "contents_lv": """
two-step.sh        strādājošs divu soļu paraksts ar curl un openssl
test-signer-*.pem  TESTA PERSONAS atslēga un sertifikāts: derīgi tikai testa vidē, tos saņem visas iestādes""",
    "contents_en": """
two-step.sh        a working two-step signature with curl and openssl
test-signer-*.pem  key and certificate of a TEST PERSON: good in the test environment only, given to everybody""",
    "first_signature_lv": """Parakstiet divos soļos kā testa persona:  bash two-step.sh ATSLEGA.pem
   Ar citu parakstītāja atslēgu: pirms tam iestatiet SIGNER_KEY un SIGNER_CERTIFICATE (PEM failu ceļus).""",
    "first_signature_en": """Sign in two steps as the test person:  bash two-step.sh KEY.pem
   With another signer's key: set SIGNER_KEY and SIGNER_CERTIFICATE (paths of PEM files) before.""",
}

_PRODUCTION: Final = {
    "signer_comment": (
        "# The signer is yours: the key and the certificate that a trusted provider issued to a person or a system,\n"
        "#   SIGNER_KEY=signer-key.pem SIGNER_CERTIFICATE=signer.pem ./two-step.sh KEY.pem [FILE]\n"
        "# The key stays on your machine: the service gets the certificate and the value of the signature alone."
    ),
    "signer_files": (
        ': "${SIGNER_KEY:?set SIGNER_KEY to the PEM file of the signer\'s private key}"\n'
        ': "${SIGNER_CERTIFICATE:?set SIGNER_CERTIFICATE to the PEM file of the signer\'s certificate}"'
    ),
    "example_end": (
        "echo 'Where that page offers no means of signing yet, sign in two steps with your own signer: ./two-step.sh'"
    ),
    "contents_lv": """
two-step.sh        divu soļu paraksts ar curl un openssl un Jūsu parakstītāja atslēgu""",
    "contents_en": """
two-step.sh        a two-step signature with curl, openssl and a signer's key of your own""",
    "first_signature_lv": """Izveidojiet pirmo parakstu produkcijā; ar to pieteikšanās ir pabeigta. Ja parakstīšanas
   lapā vēl nav parakstīšanas līdzekļa, parakstiet divos soļos ar sertifikātu, ko parakstītājam izdevis
   uzticams sniedzējs:
     SIGNER_KEY=parakstitaja-atslega.pem SIGNER_CERTIFICATE=parakstitajs.pem bash two-step.sh ATSLEGA.pem
   Parakstītāja atslēga paliek pie Jums; pakotnē tās nav.""",
    "first_signature_en": """Make the first signature in production; with it the onboarding has ended. Where the signing
   page has no means of signing yet, sign in two steps with a certificate that a trusted provider issued to
   the signer:
     SIGNER_KEY=signer-key.pem SIGNER_CERTIFICATE=signer.pem bash two-step.sh KEY.pem
   The signer's key stays with you; it is not in this pack.""",
}

OF: Final[Mapping[Environment, Mapping[str, str]]] = {Environment.TEST: _TEST, Environment.PRODUCTION: _PRODUCTION}
"""The values of the pack's templates that differ by environment."""
