"""Write what a landed version stored of signatures that wait for their value: one file for each version.

Run it with that version's code, whose interpreter needs the libraries of today:

    git archive COMMIT src | tar x -C FOLDER
    PYTHONPATH=FOLDER/src python tests/vectors/prepared/make.py COMMIT

It imports nothing but the version's own `esigner.ades`, and asks for every format and packaging that version knew.
"""

import gzip
import json
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from esigner import ades

HERE: Final = Path(__file__).parent
SIGNED_AT: Final = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TEXT: Final = ("Iesniegums.txt", "text/plain")
FILES: Final = {
    "asice": TEXT, "edoc": TEXT, "asice-cades": TEXT, "asics": TEXT, "asics-cades": TEXT, "cades": TEXT, "jades": TEXT,
    "pdf": ("lapa.pdf", "application/pdf"), "xades": ("dati.xml", "application/xml"),
}  # fmt: skip
PACKAGINGS: Final = {
    "xades": ("enveloped", "enveloping", "detached"),
    "cades": ("enveloping", "detached"),
    "jades": ("enveloping", "detached"),
}


def shapes(format_name: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the packagings of a format, each with the argument that asks for it; old versions had none."""
    if not hasattr(ades, "Shape") or format_name not in PACKAGINGS:
        return [("", {})]
    return [(name, {"shape": ades.Shape(packaging=ades.Packaging(name))}) for name in PACKAGINGS[format_name]]


def main(commit: str) -> None:
    """Prepare each form and keep it with its value."""
    key = serialization.load_pem_private_key((HERE / "signer-key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signer, *chain = x509.load_pem_x509_certificates((HERE / "signer.pem").read_bytes())
    made: dict[str, dict[str, str]] = {}
    for one in ades.Format:
        name, media_type = FILES[one.value]
        file = ades.DataFile(name, media_type, (HERE / name).read_bytes())
        for packaging, chosen in shapes(one.value):
            prepared = ades.prepare(format=one, files=[file], signer=signer, chain=chain, signed_at=SIGNED_AT, **chosen)
            value = key.sign(prepared.to_be_signed, ec.ECDSA(hashes.SHA256()))
            label = f"{one.value} {packaging}".strip()
            made[label] = {"file": name, "prepared": prepared.to_json(), "value": b64encode(value).decode()}
    (HERE / f"{commit}.json.gz").write_bytes(gzip.compress(json.dumps(made, indent=1).encode(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
