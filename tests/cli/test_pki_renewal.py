"""`esigner pki`: what ends, what is done now, and the seal's request and certificate as files."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.utils import timezone
from pytest_django import Settings

from esigner import audit
from esigner.cli.frame import main
from esigner.notices import seal_key
from esigner.registry import authorities, certificates
from tests.world import registry as world

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_status_names_what_ends_and_fails_where_somebody_must_act(capsys: pytest.CaptureFixture[str]) -> None:
    world.authorities_founded(at=timezone.now())
    assert main(["pki", "status"]) == 0
    assert "nothing ends soon" in capsys.readouterr().out


def test_renew_succeeds_now_and_status_asks_for_officers(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world.authorities_founded(at=timezone.now() - 8 * YEAR - timedelta(days=1))
    assert main(["pki", "renew"]) == 0
    assert "production-root-2" in capsys.readouterr().out.splitlines()
    assert main(["pki", "status"]) == 1
    assert "production-root-2: " in capsys.readouterr().out
    assert authorities.awaiting_officers()


def test_request_and_import_give_the_seal_its_next_certificate(
    settings: Settings, state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = timezone.now()
    world.authorities_founded(at=now)
    shutil.copytree(state / "pki/agency-seal", state / "own")
    settings.ESIGNER_SEAL_KEY = str(state / "own")
    assert main(["pki", "request", "--out", str(tmp_path / "r.pem")]) == 0
    csr = x509.load_pem_x509_csr((tmp_path / "r.pem").read_bytes())
    act = audit.by_system(at=now)
    made = certificates.issue_simulated(kind="seal", public_key=csr.public_key(), subject=csr.subject, act=act)
    (tmp_path / "c.pem").write_text(made.pem + made.chain_pem)
    assert main(["pki", "import", str(tmp_path / "c.pem")]) == 0
    assert "agency-seal-2" in capsys.readouterr().out
    assert seal_key.load(at=timezone.now()).key.certificate == made.certificate()


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_import_refuses_what_is_no_certificate(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.pem").write_bytes(content)
    assert main(["pki", "import", str(tmp_path / "c.pem")]) == 1
    assert "CERTIFICATE_FILE_UNREADABLE" in capsys.readouterr().err
