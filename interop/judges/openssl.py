"""`openssl ts` and `openssl ocsp` as judges of the timestamp and the OCSP answer inside a container."""

import base64
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar

from lxml import etree

from interop.judges.port import OneByOne, Verdict, last_line, run
from interop.made import DSIG, XADES, Made, signatures

_PEM = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"


class _Openssl(OneByOne):
    kinds: ClassVar[tuple[str, ...]] = ("container",)

    def __init__(self, work: Path) -> None:
        self._work = work

    def absent(self) -> str:
        return "" if shutil.which("openssl") else "no openssl"

    def _folder(self, item: Made) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self._work))
        (folder / "roots.pem").write_text("".join(root.read_text() for root in item.roots))
        (folder / "inter.pem").write_text("".join(path.read_text() for path in item.intermediates))
        return folder


class OpensslTs(_Openssl):
    """The signature timestamp covers the canonical SignatureValue and its authority leads to the root."""

    name: ClassVar[str] = "openssl ts"

    def look(self, item: Made) -> Verdict:
        """Verify the timestamp of every signature."""
        for signature in signatures(item):
            folder, token = self._folder(item), signature.find(f".//{XADES}SignatureTimeStamp")
            value = signature.find(f"{DSIG}SignatureValue")
            if token is None or value is None:
                return Verdict(None, "no timestamp")
            (folder / "tst.der").write_bytes(_decoded(token.find(f"{XADES}EncapsulatedTimeStamp")))
            (folder / "sv.c14n").write_bytes(etree.tostring(value, method="c14n", exclusive=False))
            command = ["openssl", "ts", "-verify", "-token_in", "-in", "tst.der", "-data", "sv.c14n"]
            code, text = run([*command, "-CAfile", "roots.pem", "-untrusted", "inter.pem"], cwd=folder)
            if code:
                return Verdict(accepted=False, words=last_line(text))
        return Verdict(accepted=True, words="Verification: OK")


class OpensslOcsp(_Openssl):
    """The OCSP answer is signed by an authorised responder and says good for the signer."""

    name: ClassVar[str] = "openssl ocsp"

    def look(self, item: Made) -> Verdict:
        """Verify the first OCSP answer of every signature."""
        for signature in signatures(item):
            folder, answer = self._folder(item), signature.find(f".//{XADES}EncapsulatedOCSPValue")
            if answer is None:
                return Verdict(None, "no OCSP answer")
            (folder / "o.der").write_bytes(_decoded(answer))
            signer = _decoded(signature.find(f".//{DSIG}X509Certificate"))
            (folder / "s.pem").write_text(_PEM.format(base64.encodebytes(signer).decode().strip()))
            issuers = ["-issuer", "inter.pem"] if item.intermediates else ["-issuer", "roots.pem"]
            command = ["openssl", "ocsp", "-respin", "o.der", *issuers, "-cert", "s.pem", "-CAfile", "roots.pem"]
            code, text = run([*command, "-verify_other", "inter.pem", "-no_nonce"], cwd=folder)
            if code or "Response verify OK" not in text or ": good" not in text:
                return Verdict(accepted=False, words=text[-300:])
        return Verdict(accepted=True, words="Response verify OK, good")


def _decoded(element: etree._Element | None) -> bytes:
    if element is None:
        message = "the signature lacks a part"
        raise LookupError(message)
    return base64.b64decode("".join((element.text or "").split()))
