"""Files that ask for much work, sent to the validator of a whole installation while an honest client works."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.acceptance.journey.cast import AGENCY_OF_FORESTS, CITY
from tests.acceptance.journey.story import Story
from tests.attack.honest import PATIENCE_SECONDS, Honest
from tests.attack.tally import Row
from tests.world import hostile

CPU_SECONDS = 5
"""What one file may cost all processes of the installation together; the judge itself gets three."""
TICKS = 100


def zip_of_zeros() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("mimetype", "application/vnd.etsi.asic-e+zip", compress_type=zipfile.ZIP_STORED)
        for number in range(1500):
            container.writestr(f"f{number}.bin", bytes(1024 * 1024))
    return out.getvalue()


def fields_that_share_their_kids() -> bytes:
    objects = [b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    objects += [b"<</T(a)/Kids[%d 0 R %d 0 R]>>" % (number + 1, number + 1) for number in range(4, 44)]
    objects.append(b"<</T(z)/FT/Sig>>")
    return pdf(*objects)


def pdf(*objects: bytes) -> bytes:
    """A document of these objects, numbered from 1; the first one is its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def many_references() -> bytes:
    reference = (
        '<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
        '</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        "<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>"
    )
    return (
        '<r><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="S"><ds:SignedInfo>'
        '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2006/12/xml-c14n11"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        + reference * 2000
        + "</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>"
        + "<a b='c'/>" * 20_000
        + "</r>"
    ).encode()


def nested_indefinite_lengths() -> bytes:
    head = bytes.fromhex("308006092a864886f70d010702a080")
    return head + b"\x30\x80" * 2_000_000


def flate_bomb_in_a_pdf() -> bytes:
    twice = zlib.compress(zlib.compress(bytes(112 * 1024 * 1024), 9), 9)
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream " % (len(twice), twice)
    catalog = b"<</Type/Catalog/Pages 2 0 R/DSS<</Certs[3 0 R]>>>>"
    return pdf(catalog, b"<</Type/Pages/Kids[]/Count 0>>", stream)


BOMBS: dict[str, Callable[[], bytes]] = {
    "zip of zeros": zip_of_zeros,
    "shared kids": fields_that_share_their_kids,
    "many references": many_references,
    "indefinite lengths": nested_indefinite_lengths,
    "flate in flate": flate_bomb_in_a_pdf,
    "brackets": lambda: b'{"payload":' + b"[" * 5_000_000,
    "elements in elements": lambda: b"<a>" * 2_000_000,
    "entities": lambda: b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;") for n in range(30)
    ) + b"]><a>&a29;</a>",
}  # fmt: skip


def spent_seconds(story: Story) -> float:
    """What the installation's processes have spent, those that ended included."""
    assert story.installation.process
    group = {story.installation.process.pid}
    total = 0
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
        try:
            pid, rest = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid in group or int(rest[1]) in group:
            group.add(pid)
            total += sum(int(rest[place]) for place in (11, 12, 13, 14))
    return total / TICKS


@pytest.mark.parametrize("bomb", sorted(BOMBS))
def test_file_that_asks_for_much_work_is_refused_soon(story: Story, row: Row, bomb: str) -> None:
    content = BOMBS[bomb]()
    system = story.party(CITY).systems["test"]
    assert len(content) <= 10 * 1024 * 1024
    before = spent_seconds(story)

    answers = [system.call("POST", "/v1/validations", content=content) for _ in range(2)]

    cost = (spent_seconds(story) - before) / len(answers)
    row.tried, row.answered = len(answers), len(answers)
    row.got_in = sum("TOTAL-PASSED" in answer.text or answer.status_code >= 500 for answer in answers)
    assert row.got_in == 0, answers[0].text[:500]
    assert cost < CPU_SECONDS


def test_files_that_ask_for_much_work_starve_nobody(story: Story, row: Row) -> None:
    contents = [BOMBS[name]() for name in sorted(BOMBS)]
    party = story.party(CITY)
    honest = Honest(lambda: httpx.get(f"{story.installation.url('portal')}/noteikumi/", timeout=PATIENCE_SECONDS))

    with honest.working():
        for content in contents:
            party.systems["test"].call("POST", "/v1/validations", content=content)
            row.tried += 1

    row.answered, row.starved = honest.answered, honest.starved
    assert (honest.reasons, row.answered > 0) == ([], True)


def test_flood_of_dear_files_by_one_client_starves_no_other(story: Story, row: Row) -> None:
    """Eight at a time that cost seconds each: every other institution got 503 meanwhile."""
    bombs = [hostile.indefinite(elements=2_400_000), table_of_two_thousand_millions()]
    attacker, neighbour = story.party(CITY).systems["test"], story.party(AGENCY_OF_FORESTS).systems["test"]
    honest = Honest(lambda: neighbour.call("POST", "/v1/validations", content=b"<a/>"))
    pages = Honest(lambda: httpx.get(f"{story.installation.url('portal')}/noteikumi/", timeout=PATIENCE_SECONDS))

    with honest.working(), pages.working(), ThreadPoolExecutor(max_workers=8) as pool:
        told = Counter(
            pool.map(
                lambda number: attacker.call("POST", "/v1/validations", content=bombs[number % 2]).status_code,
                range(24),
            )
        )

    row.tried, row.answered = told.total(), honest.answered + pages.answered
    row.starved = honest.starved + pages.starved
    print(f"flood: attacker was told {dict(told)}; neighbour answered {honest.answered}, starved {honest.starved}")  # noqa: T201 — the figures are what the test is for
    assert (honest.reasons, pages.reasons) == ([], [])
    assert told[429] > 0
    assert set(told) <= {200, 422, 429}


def table_of_two_thousand_millions() -> bytes:
    """A PDF of 185 bytes whose cross-reference stream says that it has as many rows, of no bytes each."""
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    table = b"<</Type/XRef/Size 2147483647/Index[0 2147483647]/W[0 0 0]/Root 1 0 R/Length 0>>stream\n\nendstream"
    return head + b"9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(head))
