"""`Prepared` survives a restart as JSON, and nothing else passes for it."""

import base64
import gzip
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner import ades
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create.errors import PreparedUnreadableError
from esigner.ades.create.prepared import READERS, VERSION, _checksum
from esigner.ades.rules import Indication
from esigner.ades.trust.anchors import Trust
from tests.vectors import prepared as vectors
from tests.world.pdfs import pdf
from tests.world.signatures import files_for
from tests.world.signed import VALIDATED_AT
from tests.world.signing_pki import SIGNED_AT, signing_pki

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=40)
ROLES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40)


def some(form: ades.Format = ades.Format.ASICE) -> ades.Prepared:
    return ades.prepare(
        format=form,
        files=files_for(form),
        signer=signing_pki().signer("P-256").certificate,
        chain=signing_pki().chain,
        signed_at=SIGNED_AT,
    )


@given(
    names=st.lists(NAMES, min_size=1, max_size=4, unique_by=lambda name: unicodedata.normalize("NFC", name)),
    content=st.binary(max_size=100),
    roles=st.lists(ROLES, max_size=2),
    place=st.none() | ROLES,
    signed_at=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    digest=st.sampled_from(["SHA256", "SHA384", "SHA512"]),
)
def test_round_trip_gives_an_equal_preparation(
    names: list[str], content: bytes, roles: list[str], place: str | None, signed_at: datetime, digest: str
) -> None:
    prepared = ades.prepare(
        format=ades.Format.ASICE,
        files=[ades.DataFile(name, "text/plain", content) for name in names],
        signer=signing_pki().signer("P-256").certificate,
        chain=signing_pki().chain,
        signed_at=signed_at,
        digest_algorithm=digest,
        claims=ades.Claims(roles=tuple(roles), place=None if place is None else ades.ProductionPlace(city=place)),
    )
    again = ades.Prepared.from_json(prepared.to_json())
    assert again == prepared
    assert again.digest == prepared.digest
    assert again.digest_algorithm == digest


@pytest.mark.parametrize("form", ades.Format)
def test_same_input_gives_the_same_preparation(form: ades.Format) -> None:
    assert some(form).to_json() == some(form).to_json()


def test_pdf_preparation_does_not_hold_the_document() -> None:
    content = pdf(pages=300)
    prepared = ades.prepare(
        format=ades.Format.PDF,
        files=[ades.DataFile("a.pdf", "application/pdf", content)],
        signer=signing_pki().signer("P-256").certificate,
        chain=(),
        signed_at=SIGNED_AT,
    )
    assert len(prepared.to_json()) < len(content) / 5


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1},
        {"version": True},
        {"version": 2.0},
        {"format": "doc"},
        {"signatureAlgorithm": "RSA_SHA1"},
        {"toBeSigned": "*"},
        {"signer": "AAAA"},
        {"signedAt": "yesterday"},
        {"chain": None},
    ],
)
def test_other_versions_and_shapes_are_refused(change: dict[str, object]) -> None:
    stored = json.loads(some().to_json()) | change
    stored.pop("sha256")
    whole = stored | {"sha256": _checksum(stored)}  # so that it is the change that is refused
    with pytest.raises(PreparedUnreadableError):
        ades.Prepared.from_json(json.dumps(whole))


STORED = {form: some(form) for form in ades.Format}


@settings(max_examples=400, deadline=None)
@given(form=st.sampled_from(ades.Format), at=st.integers(0, 2**20), other=st.characters(codec="utf-8"))
def test_damage_is_refused_and_never_finished(form: ades.Format, at: int, other: str) -> None:
    text = STORED[form].to_json()
    at %= len(text)
    damaged = text[:at] + other + text[at + 1 :]
    try:
        read = ades.Prepared.from_json(damaged)
    except PreparedUnreadableError:
        return
    assert read == STORED[form]


@pytest.mark.parametrize("part", ["signedProperties", "files", "signatureId"])
def test_part_that_is_another_or_missing_is_refused(part: str) -> None:
    stored = json.loads(some().to_json())
    for parts in ({**stored["parts"], part: "x"}, {n: v for n, v in stored["parts"].items() if n != part}):
        with pytest.raises(PreparedUnreadableError):
            ades.Prepared.from_json(json.dumps(stored | {"parts": parts}))


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "1", '"x"', "[" * 200_000])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(PreparedUnreadableError):
        ades.Prepared.from_json(text)


LANDED = {
    f"{path.name.removesuffix('.json.gz')} {label}": row
    for path in sorted(Path(vectors.__file__).parent.glob("*.json.gz"))
    for label, row in json.loads(gzip.decompress(path.read_bytes())).items()
}
"""What each landed version stored of each format, with its value."""


def detached(prepared: ades.Prepared, file: ades.DataFile) -> tuple[ades.DataFile, ...]:
    """Return the file for the validator where the signature does not hold it."""
    return (file,) if prepared.parts.get("packaging") == "detached" or "sigD" in headers(prepared) else ()


def headers(prepared: ades.Prepared) -> str:
    """Return the protected headers of a JSON signature; empty for others."""
    if prepared.format is not ades.Format.JADES:
        return ""
    return base64.urlsafe_b64decode(prepared.to_be_signed.partition(b".")[0] + b"==").decode()


@pytest.mark.parametrize("row", LANDED.values(), ids=LANDED)
def test_what_a_landed_version_prepared_is_finished(row: dict[str, str]) -> None:
    folder = Path(vectors.__file__).parent
    prepared = ades.Prepared.from_json(row["prepared"])
    content = (folder / row["file"]).read_bytes()
    media_type = {"txt": "text/plain", "xml": "application/xml", "pdf": "application/pdf"}[row["file"][-3:]]
    file = ades.DataFile(row["file"], media_type, content)

    value = ades.check_value(prepared, base64.b64decode(row["value"]))
    document = ades.finalize(prepared, value, files=[file], timestamp=None, revocation=None)

    trust = Trust.of([x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())])
    report = ades.validate(
        document, name=f"a.{prepared.format}", trust=trust, at=VALIDATED_AT, policy="etsi",
        detached=detached(prepared, file),
    )  # fmt: skip
    # Level B: no status yet, or a profile that wants one. A wrong digest or value would be TOTAL-FAILED.
    assert report.indication is Indication.INDETERMINATE, report.as_dict()
    assert report.sub_indication in {"TRY_LATER", "SIG_CONSTRAINTS_FAILURE"}, report.as_dict()
    assert len(report.signatures) == 1


@pytest.mark.parametrize("row", LANDED.values(), ids=LANDED)
def test_other_bytes_than_a_landed_version_prepared_are_refused(row: dict[str, str]) -> None:
    prepared = ades.Prepared.from_json(row["prepared"])
    content = (Path(vectors.__file__).parent / row["file"]).read_bytes()
    media_type = {"txt": "text/plain", "xml": "application/xml", "pdf": "application/pdf"}[row["file"][-3:]]
    value = ades.check_value(prepared, base64.b64decode(row["value"]))
    for other in (content.replace(b"e", b"a"), content.replace(b"d", b"b")):
        assert other != content
        with pytest.raises(FilesChangedError):
            ades.finalize(
                prepared, value, files=[ades.DataFile(row["file"], media_type, other)], timestamp=None, revocation=None
            )


def test_every_version_has_a_reader_and_a_sample() -> None:
    stored = {json.loads(row["prepared"])["version"] for row in LANDED.values()}
    assert set(READERS) == set(range(1, VERSION + 1)) == stored
