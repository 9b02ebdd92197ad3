"""A folder of files to be sealed, and the services that are asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from esigner.wire import breaker, revocation_lists
from tests.world.pdfs import pdf
from tests.world.trust_service import PASSWORD, TrustService, trust_service


@pytest.fixture(scope="module")
def service() -> Iterator[TrustService]:
    with trust_service() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, service: TrustService, monkeypatch: pytest.MonkeyPatch) -> Path:
    revocation_lists.forget()
    breaker.forget()
    service.refuses.clear()
    service.p12(tmp_path)
    (tmp_path / "līgums.txt").write_bytes(b"Sveiki")
    (tmp_path / "b.bin").write_bytes(bytes(2_000_000))
    (tmp_path / "a.pdf").write_bytes(pdf())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEAL_PASSWORD", PASSWORD)
    return tmp_path
