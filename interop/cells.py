"""What the matrix is made of: forms, levels and keys as tables, and the signed files that fill its cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from esigner import ades
from esigner.ades.create import asics
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.ades.encoding.formats import Canonicalization, Format, Level, Packaging, Serialization, Shape
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.joined import countersigned, joined
from tests.world.signatures import FILES, files_for, signed
from tests.world.signing_pki import signing_pki


class Stand(StrEnum):
    """The rows of a form: the baseline levels, and LTA whose archive timestamp was renewed."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"
    RENEWED = "LTA+"

    @property
    def level(self) -> Level:
        """The baseline level that it has."""
        return Level(self.removesuffix("+"))


class Second(StrEnum):
    """What another signer adds to the signature of a form."""

    JOINED = "second signer"
    """A signature beside it."""
    COUNTER = "countersigned"
    """A signature over its value."""


STANDS: Final = tuple(Stand)
"""What signing makes, up to LT, and what augmenting makes of it."""
ARCHIVE_KEYS: Final = frozenset({"RSA-2048", "P-256", "P-384"})
NOT_TRIED: Final = (
    f"LTA and LTA+ (renewed) are tried with {', '.join(sorted(ARCHIVE_KEYS))} only, to keep the run short"
)
SECOND_NOT_TRIED: Final = (
    f"second signers and countersigners are tried with {', '.join(sorted(ARCHIVE_KEYS))} only, to keep the run short"
)
RENEWED_AT: Final = ARCHIVED_AT + timedelta(days=100)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One line of formats: what to make, and how its files are called."""

    name: str
    format: Format
    suffix: str
    shape: Shape | None = None
    several: bool = False
    """Whether it signs several files where the format usually signs one."""
    stands: tuple[Stand, ...] = STANDS
    second: Second | None = None

    @property
    def detached(self) -> bool:
        """Whether the data stands beside the signature."""
        return self.shape is not None and self.shape.packaging is Packaging.DETACHED

    @property
    def files(self) -> Sequence[ades.DataFile]:
        """What is signed."""
        return FILES if self.several else FILES[:1] if self.detached else files_for(self.format)


@dataclass(frozen=True, kw_only=True)
class Key:
    """One column: a key, and the algorithm where it is not the key's plain one."""

    name: str
    kind: str
    algorithm: str | None = None
    digest: str = "SHA256"
    maturity: str = "standard"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A signed file, or the reason why there is none."""

    form: Form
    stand: Stand
    key: Key
    path: Path | None
    reason: str = ""
    detached: tuple[Path, ...] = field(default=())


def _jades(name: str, suffix: str, packaging: Packaging, serialization: Serialization) -> Form:
    compact = serialization is Serialization.COMPACT
    return Form(
        name=f"JAdES {name}",
        format=Format.JADES,
        suffix=suffix,
        shape=Shape(packaging=packaging, serialization=serialization),
        several=packaging is Packaging.DETACHED,
        stands=(Stand.B,) if compact else STANDS,
    )


def _xades(name: str, packaging: Packaging, canonicalization: Canonicalization | None = None) -> Form:
    shape = Shape(packaging=packaging, canonicalization=canonicalization)
    several = packaging is not Packaging.ENVELOPED
    return Form(name=f"XAdES {name}", format=Format.XADES, suffix="xml", shape=shape, several=several)


def _second(name: str, format: Format, suffix: str, second: Second, shape: Shape | None = None) -> Form:  # noqa: A002  as above
    stands = (Stand.LT,) if second is Second.COUNTER else (Stand.LT, Stand.LTA)
    return Form(name=f"{name}, {second}", format=format, suffix=suffix, shape=shape, stands=stands, second=second)


FORMS: Final = (
    Form(name="ASiC-E XAdES", format=Format.ASICE, suffix="asice"),
    Form(name="EDOC", format=Format.EDOC, suffix="edoc"),
    Form(name="ASiC-E CAdES", format=Format.ASICE_CADES, suffix="asice"),
    Form(name="ASiC-S XAdES", format=Format.ASICS, suffix="asics"),
    Form(name="ASiC-S CAdES", format=Format.ASICS_CADES, suffix="asics"),
    _xades("enveloped", Packaging.ENVELOPED),
    _xades("enveloped 1.1", Packaging.ENVELOPED, Canonicalization.INCLUSIVE_11),
    _xades("enveloping", Packaging.ENVELOPING),
    _xades("detached", Packaging.DETACHED),
    Form(name="CAdES attached", format=Format.CADES, suffix="p7m"),
    Form(name="CAdES detached", format=Format.CADES, suffix="p7s", shape=Shape(packaging=Packaging.DETACHED)),
    Form(name="PAdES", format=Format.PDF, suffix="pdf"),
    _second("ASiC-E XAdES", Format.ASICE, "asice", Second.JOINED),
    _second("ASiC-E CAdES", Format.ASICE_CADES, "asice", Second.JOINED),
    _second("ASiC-S XAdES", Format.ASICS, "asics", Second.JOINED),
    _second("ASiC-S CAdES", Format.ASICS_CADES, "asics", Second.JOINED),
    _second("CAdES detached", Format.CADES, "p7s", Second.JOINED, Shape(packaging=Packaging.DETACHED)),
    _second("ASiC-E XAdES", Format.ASICE, "asice", Second.COUNTER),
    _second("ASiC-S CAdES", Format.ASICS_CADES, "asics", Second.COUNTER),
    _second("CAdES attached", Format.CADES, "p7m", Second.COUNTER),
    _jades("flattened", "json", Packaging.ENVELOPING, Serialization.FLATTENED),
    _jades("general", "json", Packaging.ENVELOPING, Serialization.GENERAL),
    _jades("detached", "json", Packaging.DETACHED, Serialization.FLATTENED),
    _jades("compact", "jws", Packaging.ENVELOPING, Serialization.COMPACT),
    _jades("compact detached", "jws", Packaging.DETACHED, Serialization.COMPACT),
    _second("JAdES flattened", Format.JADES, "json", Second.JOINED, Shape(serialization=Serialization.FLATTENED)),
    _second("JAdES detached", Format.JADES, "json", Second.JOINED, Shape(packaging=Packaging.DETACHED)),
    _second("JAdES general", Format.JADES, "json", Second.COUNTER, Shape(serialization=Serialization.GENERAL)),
    _second("JAdES detached", Format.JADES, "json", Second.COUNTER, Shape(packaging=Packaging.DETACHED)),
)
KEYS: Final = (
    Key(name="RSA-2048", kind="RSA-2048"),
    Key(name="RSA-3072", kind="RSA-3072", digest="SHA384"),
    Key(name="RSA-4096", kind="RSA-4096", digest="SHA512"),
    Key(name="PSS-256", kind="RSA-2048", algorithm="RSA_SSA_PSS_SHA256_MGF1"),
    Key(name="PSS-512", kind="RSA-3072", algorithm="RSA_SSA_PSS_SHA512_MGF1", digest="SHA512"),
    Key(name="P-256", kind="P-256"),
    Key(name="P-384", kind="P-384", digest="SHA384"),
    Key(name="P-521", kind="P-521", digest="SHA512"),
    Key(name="Ed25519", kind="Ed25519", digest="SHA512"),
    Key(name="ML-DSA-65", kind="ML-DSA-65", digest="SHA512", maturity="experimental"),
)
CLAIMS: Final = ades.Claims(
    roles=("Valdes loceklis", "Grāmatvedis"),
    place=ades.ProductionPlace(city="Rīga", street="Brīvības iela 1", postal_code="LV-1010", country="LV"),
    commitment=ades.Commitment.APPROVAL,
    policy=ades.SignaturePolicy(oid="1.2.3.4.5", digest=bytes(range(32)), uri="https://localhost/policy.pdf"),
)
"""Every claim there is; they go into the signatures of the P-384 key."""


def make(folder: Path, *, forms: Sequence[Form], keys: Sequence[Key]) -> list[Cell]:
    """Write the files of all cells below a folder, with the data of detached ones and the roots beside."""
    write_world(folder, keys)
    data = folder / "data"
    for file in FILES:
        path = data / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return [_cell(folder, form, stand, key) for form in forms for stand in form.stands for key in keys]


def write_world(folder: Path, keys: Sequence[Key]) -> None:
    """Write the authorities, and below `material` what levels B and T do not carry."""
    world = signing_pki()
    (folder / "root.pem").write_bytes(world.root.pem)
    (folder / "issuing.pem").write_bytes(world.issuing.pem)
    (folder / "tsu.pem").write_bytes(world.tsu.pem)
    _write_material(folder / "material", keys)


def timestamp_alone(folder: Path) -> Path:
    """Write the one form that nobody signs: ASiC-S with a timestamp."""
    path = folder / "timestamp-alone.asics"
    path.write_bytes(asics.timestamped(FILES[0], timestamp=signing_pki().token(FILES[0].content)))
    return path


def _cell(folder: Path, form: Form, stand: Stand, key: Key) -> Cell:
    if stand.level is Level.LTA and key.name not in ARCHIVE_KEYS:
        return Cell(form=form, stand=stand, key=key, path=None, reason=NOT_TRIED)
    if form.second and key.name not in ARCHIVE_KEYS:
        return Cell(form=form, stand=stand, key=key, path=None, reason=SECOND_NOT_TRIED)
    try:
        document = _document(form, stand, key)
    except AlgorithmNotSupportedError:
        return Cell(form=form, stand=stand, key=key, path=None, reason="the format has no name for this algorithm")
    name = f"{form.name}-{stand}-{key.name}.{form.suffix}".replace(", ", "-").replace(" ", "-").lower()
    path = folder / name
    path.write_bytes(document)
    detached = tuple(folder / "data" / file.name for file in form.files) if form.detached else ()
    return Cell(form=form, stand=stand, key=key, path=path, detached=detached)


def _document(form: Form, stand: Stand, key: Key) -> bytes:
    """Sign up to LT; archive from there, and again for the renewed."""
    options = {"shape": form.shape} if form.shape else {}
    claims = CLAIMS if key.kind == "P-384" else ades.NO_CLAIMS
    archived = stand.level is Level.LTA
    document = signed(
        form=form.format,
        level=Level.LT if archived else stand.level,
        kind=key.kind,
        files=form.files,
        digest=key.digest,
        algorithm=key.algorithm,
        maturity=ades.Maturity(key.maturity),
        claims=claims,
        **options,
    )
    beside = tuple(form.files) if form.detached else ()
    if form.second:
        add = joined if form.second is Second.JOINED else countersigned
        document = add(document, kind="RSA-2048" if key.kind == "P-384" else "P-384", detached=beside)
    if archived:
        document = augmented(document, Level.LTA, detached=beside)
    if stand is Stand.RENEWED:
        document = augmented(document, Level.LTA, at=RENEWED_AT, detached=beside)
    return document


def _write_material(folder: Path, keys: Sequence[Key]) -> None:
    folder.mkdir()
    for name, content in _material(keys):
        (folder / name).write_bytes(content)


def _material(keys: Sequence[Key]) -> Iterator[tuple[str, bytes]]:
    for kind in dict.fromkeys(key.kind for key in keys):
        revocation = signing_pki().revocation(signing_pki().signer(kind).certificate)
        for number, certificate in enumerate(revocation.certificates):
            yield f"{number}.pem", certificate.public_bytes(Encoding.PEM)
        for number, revoked in enumerate(revocation.crls):
            yield f"{number}.crl", revoked
        for answer in revocation.ocsp_responses:
            yield f"{kind}.ocsp", answer
