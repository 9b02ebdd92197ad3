"""Finished signatures of many signers, put into one container at once."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from esigner import ades
from esigner.ades.augment import parallel
from esigner.ades.augment.merge import Finished, add_all
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create.errors import SignatureValueMismatchError, TimestampMissingError
from tests.world.signed import entries, judged, packed, signed
from tests.world.signing_pki import SIGNED_AT, Holder, signing_pki


def finished(container: bytes, holder: Holder) -> Finished:
    """Return a signature of level LT over the files of the container."""
    world = signing_pki()
    prepared = parallel.prepare(container, signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT)
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = world.token(ades.timestamp_input(prepared, value))
    revocation = world.revocation(holder.certificate)
    return Finished(prepared=prepared, value=value, timestamp=stamp, revocation=revocation)


def signers(*kinds: str) -> list[Holder]:
    return [signing_pki().signer(kind) for kind in kinds]


def test_all_pass_and_stand_in_their_order() -> None:
    container = signed()
    holders = signers("P-384", "RSA-2048", "P-256", "P-384")
    report = judged(add_all(container, [finished(container, holder) for holder in holders]))
    assert report.passed, (report.rule, report.detail)
    assert [s.format for s in report.signatures] == ["XAdES-B-LT"] * 5
    assert [s.certificate for s in report.signatures[1:]] == [holder.certificate for holder in holders]


def test_same_bytes_as_one_after_another() -> None:
    container = signed(format=ades.Format.EDOC)
    new = [finished(container, holder) for holder in signers("P-384", "P-256")]
    one_by_one = container
    for one in new:
        one_by_one = parallel.add(
            one_by_one, one.prepared, one.value, timestamp=one.timestamp, revocation=one.revocation
        )
    assert add_all(container, new) == one_by_one


def test_zipfile_reads_two_hundred_and_finds_the_first_bytes_untouched() -> None:
    container = signed()
    new = [finished(container, signing_pki().signer("P-256"))] * 200
    document = add_all(container, new)
    with ZipFile(BytesIO(container)) as before, ZipFile(BytesIO(document)) as after:
        assert after.testzip() is None
        assert document[: before.start_dir] == container[: before.start_dir]
        assert after.namelist() == before.namelist() + [f"META-INF/signatures{n}.xml" for n in range(1, 201)]


def test_without_signatures_nothing_changes() -> None:
    container = signed()
    assert add_all(container, []) == container


def test_changed_file_fails_every_signature_over_it() -> None:
    container = signed()
    new = [finished(container, holder) for holder in signers("P-384", "P-256")]
    files = entries(add_all(container, new))
    files["b+c.csv"] = b"9;9;9"
    report = judged(packed(files))
    assert [s.rule.code for s in report.signatures if s.rule] == ["DIGEST_WRONG"] * 3


def test_one_over_other_files_keeps_all_out() -> None:
    container = signed()
    good = finished(container, signing_pki().signer("P-384"))
    files = entries(container)
    files["b+c.csv"] = b"9;9;9"
    with pytest.raises(FilesChangedError):
        add_all(container, [good, finished(packed(files), signing_pki().signer("P-256"))])


def test_value_by_another_key_is_refused() -> None:
    container = signed()
    one, other = (finished(container, holder) for holder in signers("P-384", "P-256"))
    with pytest.raises(SignatureValueMismatchError):
        add_all(container, [Finished(prepared=one.prepared, value=other.value)])


def test_revocation_without_timestamp_is_refused() -> None:
    container = signed()
    one = finished(container, signing_pki().signer("P-384"))
    with pytest.raises(TimestampMissingError):
        add_all(container, [Finished(prepared=one.prepared, value=one.value, revocation=one.revocation)])
