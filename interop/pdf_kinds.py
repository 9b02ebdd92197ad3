"""What the table of PDFs is made of: kinds of document, ways of signing them, and what other software signed."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from esigner import ades
from esigner.ades.create.layout import Certification, Layout, Visible
from esigner.ades.encoding.formats import Format, Level
from interop.cells import RENEWED_AT
from interop.judges.dss import Dss
from interop.judges.port import last_line, run
from tests.world.augmented import augmented
from tests.world.encrypted import Cipher, encrypted
from tests.world.foreign import signed_by_pyhanko
from tests.world.odd_pdfs import hybrid, linearized, with_object_streams
from tests.world.pdfs import pdf, pdf_a
from tests.world.pictures import png
from tests.world.signatures import signed
from tests.world.signing_pki import signing_pki

LINES: Final = ("Parakstīja: Jānis Bērziņš", "āčēģīķļņōŗšūž", "Rīga, 2026. gada 15. janvārī")
SHOWN: Final = Visible(lines=LINES, image=png(), rectangle=(50, 50, 350, 130))
ALSO_SHOWN: Final = Visible(lines=LINES, rectangle=(50, 150, 350, 230))
CERTIFIED: Final = Layout(visible=SHOWN, certification=Certification.FORM_FILLING)
LOCKED: Final = Layout(visible=SHOWN, certification=Certification.NO_CHANGES)


def _encrypted(cipher: Cipher) -> bytes:
    return encrypted(pdf(), cipher=cipher)


DOCUMENTS: Final[Mapping[str, Callable[[], bytes]]] = {
    "plain": pdf,
    "PDF/A-1b": lambda: pdf_a("a-1b"),
    "PDF/A-2b": lambda: pdf_a("a-2b"),
    "PDF/A-3b": lambda: pdf_a("a-3b"),
    "PDF/A-4": lambda: pdf_a("a-4"),
    **{cipher.value: partial(_encrypted, cipher) for cipher in Cipher},
    "object streams": with_object_streams,
    "hybrid": hybrid,
    "linearized": linearized,
}


def _sign(content: bytes, level: Level = Level.LT, layout: Layout | None = None, kind: str = "P-256") -> bytes:
    files = [ades.DataFile("a.pdf", "application/pdf", content)]
    return signed(form=Format.PDF, level=level, files=files, layout=layout, kind=kind)


def _lta(document: bytes) -> bytes:
    return augmented(document, Level.LTA)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One column: what is done with the document, and the level that every signature must then have."""

    name: str
    level: Level
    sign: Callable[[bytes], bytes]


WAYS: Final = (
    Way(name="B", level=Level.B, sign=lambda one: _sign(one, Level.B)),
    Way(name="T", level=Level.T, sign=lambda one: _sign(one, Level.T)),
    Way(name="LT", level=Level.LT, sign=_sign),
    Way(name="LTA", level=Level.LTA, sign=lambda one: _lta(_sign(one))),
    Way(name="LTA+", level=Level.LTA, sign=lambda one: augmented(_lta(_sign(one)), Level.LTA, at=RENEWED_AT)),
    Way(name="seen", level=Level.LT, sign=lambda one: _sign(one, layout=Layout(visible=SHOWN))),
    Way(name="certified", level=Level.LTA, sign=lambda one: _lta(_sign(_sign(one, layout=CERTIFIED), kind="P-384"))),
    Way(name="locked", level=Level.LTA, sign=lambda one: _lta(_sign(one, layout=LOCKED))),
    Way(name="two seen", level=Level.LTA, sign=lambda one: _lta(_twice(one))),
)


def _twice(content: bytes) -> bytes:
    once = _sign(content, layout=Layout(visible=SHOWN))
    return _sign(once, layout=Layout(visible=ALSO_SHOWN), kind="P-384")


def _archived_now(document: bytes) -> bytes:
    """Others date their timestamps with the machine's clock; ours must not be older."""
    time.sleep(1)
    now = datetime.now(UTC).replace(microsecond=0)
    return augmented(document, Level.LTA, at=now, stamped_at=now)


RAISED: Final = (
    Way(name="to LTA", level=Level.LTA, sign=_archived_now),
    Way(name="LTA+", level=Level.LTA, sign=lambda one: _archived_now(_archived_now(one))),
    Way(name="and signed", level=Level.LTA, sign=lambda one: _archived_now(_sign(one, kind="P-384"))),
)
"""What is done with what others signed."""


def signed_by_others(folder: Path) -> Mapping[str, bytes]:
    """Return PDFs of every level signed by pyHanko, and by EU DSS where there is one."""
    found = {f"pyHanko {level}": signed_by_pyhanko(pdf(), level) for level in Level}
    dss = Dss(folder)
    if dss.absent():
        return found
    _write_keys(folder)
    (folder / "unsigned.pdf").write_bytes(pdf())
    code, text = run(["java", "-cp", dss.classpath, "interop.PadesMaker", str(folder), str(folder / "unsigned.pdf")])
    if code:
        raise RuntimeError(last_line(text))
    return found | {f"EU DSS {level}": (folder / f"dss-{level}.pdf").read_bytes() for level in Level}


def _write_keys(folder: Path) -> None:
    """Write what EU DSS signs with: the signer, the time-stamping unit and the responder of the world."""
    world, protection = signing_pki(), BestAvailableEncryption(b"interop")
    holders = {"signer": world.signer("P-256"), "tsu": world.tsu, "responder": world.responder}
    for name, holder in holders.items():
        key: Any = holder.key
        content = pkcs12.serialize_key_and_certificates(b"key", key, holder.certificate, None, protection)
        (folder / f"{name}.p12").write_bytes(content)
    (folder / "root.crl").write_bytes(world.crl())
    (folder / "issuing.crl").write_bytes(world.crl(world.issuing))
