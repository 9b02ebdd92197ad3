"""The import contracts hold, and each one catches what it is there for: planted imports are found and named."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLANTS = {
    # Where it is planted → what it imports, contract that must name it.
    "esigner.errors": ("esigner.ades", "floors"),
    "esigner.algorithms": ("esigner.pkix", "floors"),
    "esigner.ades": ("esigner.pki", "floors"),
    "esigner.pki": ("esigner.ades", "floors"),
    "esigner.asn1": ("esigner.pkix", "floors"),
    "esigner.pkix": ("esigner.cms", "floors"),
    "esigner.cms": ("esigner.pki", "floors"),
    "esigner.ades.validation": ("esigner.ades.create", "ades"),
    "esigner.wire": ("esigner.audit", "floors"),
    "esigner.audit": ("esigner.notices", "floors"),
    "esigner.notices": ("esigner.audit", "floors"),
    "esigner.registry": ("esigner.signing", "floors"),
    "esigner.onboarding": ("esigner.signing", "floors"),
    "esigner.signing": ("esigner.onboarding", "floors"),
    "esigner.web.portal": ("esigner.web.api", "floors"),
    "esigner.web.sign": ("esigner.config.ports", "floors"),
    "esigner.web.api": ("esigner.cli", "floors"),
    "esigner.web.trust": ("esigner.registry.models", "models-registry"),
    "esigner.cli": ("esigner.signing.models", "models-signing"),
    "esigner.ades.containers": ("django.conf", "pure"),
    "esigner.pki.csr": ("secrets", "pure"),
    "esigner.web.api.planted_package": ("httpx", "sockets"),
    "esigner.signing.means": ("socket", "sockets"),
    "esigner.ades.augment": ("pyhanko", "pyhanko"),
    "esigner.onboarding.cases": ("esigner.audit.models", "models-audit"),
    "esigner.signing.means.personas": ("esigner.notices.models", "models-notices"),
    "esigner.registry.certificates": ("esigner.onboarding.models", "models-onboarding"),
    "esigner.onboarding.evidence": ("esigner.custody.models", "models-custody"),
}
"""Importer package → imported module and the contract that refuses it."""


def lint(folder: Path) -> str:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", str(folder / "pyproject.toml")],
        cwd=folder / "src",  # found first, before the installed package
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def planted_report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the checker says about a copy of the tree in which every contract is broken."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "static"))
    for package, (imported, _) in PLANTS.items():
        place = folder / "src" / Path(*package.split("."))
        place.mkdir(exist_ok=True)
        (place / "__init__.py").touch()
        (place / "planted.py").write_text(f'"""Planted."""\n\nimport {imported}\n')
    # Reached by a detour: forbidden all the same.
    main = folder / "src/esigner/cli/frame.py"
    main.write_text(main.read_text() + "\nfrom esigner.registry import people\n")
    return lint(folder)


def contracts() -> dict[str, str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {contract["id"]: contract["name"] for contract in settings["contracts"]}


@pytest.mark.parametrize(("package", "imported", "contract"), [(key, *value) for key, value in PLANTS.items()])
def test_planted_import_is_named(planted_report: str, package: str, imported: str, contract: str) -> None:
    assert f"{contracts()[contract]} BROKEN" in planted_report
    target = imported.split(".", maxsplit=1)[0] if not imported.startswith("esigner") else imported
    assert f"{package}.planted -> {target}" in " ".join(planted_report.split())


def test_every_contract_is_broken_by_a_plant(planted_report: str) -> None:
    kept = [name for name in contracts().values() if f"{name} KEPT" in planted_report]
    assert kept == []


def test_every_contract_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    starts = [number for number, line in enumerate(lines) if line == "[[tool.importlinter.contracts]]"]
    assert len(starts) == len(contracts())
    assert [lines[number + 1] for number in starts if not lines[number + 1].startswith("# ")] == []


def test_tree_keeps_its_contracts() -> None:
    report = lint(ROOT)
    assert " 0 broken." in report, report


def test_every_package_stands_on_a_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = {name for layer in settings["contracts"][0]["layers"] for name in layer.split(" | ")}
    source = ROOT / "src" / "esigner"
    packages = {f"esigner.{path.name}" for path in source.iterdir() if path.is_dir() and path.name != "__pycache__"}
    packages |= {f"esigner.web.{path.parent.name}" for path in source.glob("web/*/__init__.py")}
    assert packages - {"esigner.web"} == floors
