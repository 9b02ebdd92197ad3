"""Where faults are planted, and whose tests must notice them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Packages or modules that judge, and the folders or modules of tests that answer for them."""

    name: str
    packages: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self) -> Iterator[Path]:
        """Yield the room's modules, in the order of their names."""
        for package in self.packages:
            place = SOURCE.joinpath(*package.split("."))
            yield from sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


ROOMS: Final = (
    Room(
        name="validation",
        packages=(
            "esigner.ades.validation", "esigner.ades.trust", "esigner.ades.timestamps", "esigner.ades.encoding",
            "esigner.cms",
        ),
        tests=("tests/ades", "tests/cms"),
    ),
    Room(name="path", packages=("esigner.pkix",), tests=("tests/pkix", "tests/pki", "tests/ades")),
    Room(name="csr", packages=("esigner.pki.csr", "esigner.pki.key_policy"), tests=("tests/pki",)),
    Room(name="gate", packages=("esigner.registry.gate",), tests=("tests/registry/test_gate.py",)),
    Room(
        name="officers",
        packages=("esigner.onboarding.two_officers", "esigner.onboarding.sides"),
        tests=("tests/onboarding",),
    ),
)  # fmt: skip
