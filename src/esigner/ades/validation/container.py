"""ASiC containers (EN 319 162-1): the requirements on the container, and the signatures in it.

(1) the zip, read strictly; (2) `mimetype`; (3) the signature files by their spellings; (4) every data file covered by
every signature; (5) the manifest lists what is there, with the signed media types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from lxml import etree

from esigner.ades.containers.content import pieces
from esigner.ades.containers.reading import Container
from esigner.ades.encoding import xml
from esigner.ades.encoding.format_table import ASIC_E, ASIC_S
from esigner.ades.rules import Finding, RefusedError, container_rules, signature_rules
from esigner.ades.validation import asice_cades, cades, xades
from esigner.ades.validation.candidate import TIMESTAMP_FAMILY, Candidate, Stamp
from esigner.ades.validation.policies import Policy
from esigner.ades.validation.xades.references import Digests
from esigner.bounds import spend

_NAMES_TOLD: Final = 10
"""Files named in one finding: a thousand signatures that miss a thousand files must not list a million names."""
_MANIFEST: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The candidates of a container and the findings against the container itself."""

    candidates: list[Candidate]
    findings: tuple[Finding, ...]


def is_timestamped_only(container: Container) -> bool:
    """Return whether this is an ASiC-S that holds timestamps and no signature."""
    plain = container.mimetype is not None or len(container.data_files) == 1
    return (
        container.mimetype != ASIC_E
        and plain
        and "timestamp.tst" in container.meta_inf
        and not signature_files(container)
        and not asice_cades.signature_files(container)
    )


def find(container: Container, policy: Policy) -> Found:
    """Return every signature, and the findings against the container under this policy."""
    candidates: list[Candidate] = []
    digests: Digests = {}
    misplaced = _misplaced(container)
    for path in signature_files(container):
        candidates += _unread(path, "XAdES") if path in misplaced else _xades(container, path, digests)
    with_xades = bool(candidates)
    for path in asice_cades.signature_files(container):
        candidates += _unread(path, "CAdES") if path in misplaced else []
    candidates += asice_cades.find(container, but=misplaced)
    if is_timestamped_only(container):
        candidates.append(timestamped(container))
    findings = _mimetype_findings(container, policy)
    if container.mimetype == ASIC_S:
        findings += _simple_findings(container, policy)
    coverage = _coverage(container, candidates)
    if _is_foreign(container) and policy.foreign_containers_accepted:
        for candidate in candidates:
            candidate.warnings += coverage
    else:
        findings += coverage
    if with_xades and container.mimetype != ASIC_S:
        findings += _manifest_findings(container, candidates)
    return Found(candidates=candidates, findings=tuple(findings))


def _misplaced(container: Container) -> frozenset[str]:
    """Return the signatures in a folder inside META-INF, where not every reader of ASiC looks for them.

    Other container formats define such folders (ADOC: META-INF/signatures).
    """
    if _is_foreign(container):
        return frozenset()
    paths = (*signature_files(container), *asice_cades.signature_files(container))
    return frozenset(path for path in paths if path.count("/") > 1)


def _unread(path: str, family: str) -> list[Candidate]:
    candidate = Candidate(id=path, family=family)
    candidate.broken("FORMAT", signature_rules.SIGNATURE_MISPLACED, path)
    return [candidate]


def _simple_findings(container: Container, policy: Policy) -> list[Finding]:
    """Return violations in an ASiC-S: several data files, or several kinds of proof."""
    findings = []
    if len(container.data_files) != 1:
        findings.append(Finding(rule=container_rules.ASIC_S_FILES, detail=str(len(container.data_files))))
    with_cades = asice_cades.signature_files(container)
    proofs = [*signature_files(container), *with_cades]
    proofs += [f"META-INF/{name}" for name in container.meta_inf if name == "timestamp.tst"]
    if len(proofs) > 1:
        findings.append(Finding(rule=container_rules.ASIC_S_PROOFS, detail=_told(proofs)))
    if with_cades and not policy.asic_s_with_cades_accepted:
        findings.append(Finding(rule=signature_rules.PROFILE_NOT_ACCEPTED))
    return findings


def _is_foreign(container: Container) -> bool:
    return container.mimetype not in (ASIC_E, ASIC_S, None) and not is_timestamped_only(container)


def _mimetype_findings(container: Container, policy: Policy) -> list[Finding]:
    foreign = _is_foreign(container)
    if foreign and policy.foreign_containers_accepted:
        return []
    unexpected = (
        [Finding(rule=container_rules.MIMETYPE_UNEXPECTED, detail=str(container.mimetype)[:80])] if foreign else []
    )
    return [*container.mimetype_findings, *unexpected]


def signature_files(container: Container) -> list[str]:
    """Return the paths of the XAdES signature files in any of their spellings."""
    return [f"META-INF/{name}" for name in container.meta_inf if _is_xades(name.rsplit("/", 1)[-1].lower())]


def _is_xades(name: str) -> bool:
    return name.endswith(".xml") and "signatures" in name.removesuffix(".xml")


def _xades(container: Container, path: str, digests: Digests) -> list[Candidate]:
    try:
        return xades.read_signatures(
            container.files[path], files=container.others(path), in_container=True, digests=digests
        )
    except RefusedError as error:
        candidate = Candidate(id=path, family="XAdES")
        candidate.check("FORMAT", error.finding)
        return [candidate]


def timestamped(container: Container) -> Candidate:
    """Return the timestamps of an ASiC-S as one candidate: the first is over the data, later ones over manifests."""
    candidate = Candidate(id="timestamp.tst", family=TIMESTAMP_FAMILY)
    data = container.data_files
    if len(data) != 1:
        candidate.broken("FORMAT", signature_rules.NOTHING_SIGNED, f"{len(data)} files")
        return candidate
    candidate.check("FORMAT")
    candidate.scope = tuple(data)
    candidate.stamps = [Stamp(token=container.meta_inf["timestamp.tst"], data=partial(pieces, data, next(iter(data))))]
    stamps, findings = asice_cades.archive_stamps(container)
    candidate.stamps += stamps
    candidate.check("REFERENCES", *findings)
    candidate.certificates, candidate.evidence = cades.material_of(stamp.token for stamp in candidate.stamps)
    return candidate


def _coverage(container: Container, candidates: list[Candidate]) -> list[Finding]:
    if not container.data_files:
        return [Finding(rule=signature_rules.NOTHING_SIGNED, detail="no file")]
    findings = []
    there = frozenset(container.data_files)
    for candidate in candidates:
        spend(1 + len(there) // 64)
        missing = sorted(there.difference(candidate.scope))
        if missing and all(check.passed for check in candidate.checks):
            findings.append(Finding(rule=container_rules.FILE_NOT_SIGNED, detail=f"{candidate.id}: {_told(missing)}"))
    return findings


def _manifest_findings(container: Container, candidates: list[Candidate]) -> list[Finding]:
    data = container.meta_inf.get("manifest.xml")
    if data is None:
        return [Finding(rule=container_rules.MANIFEST_MISMATCH, detail="no manifest")]
    try:
        root = xml.parse(data)
        listed = _listed(root)
    except RefusedError as error:
        return [Finding(rule=container_rules.MANIFEST_MISMATCH, detail=error.finding.rule.code)]
    whole = [e.get(f"{_MANIFEST}media-type") for e in root.iter(f"{_MANIFEST}file-entry") if _path(e) == "/"]
    if any(media_type != container.mimetype for media_type in whole):
        return [Finding(rule=container_rules.MANIFEST_MISMATCH, detail="media type of the container")]
    differing = sorted(set(listed) ^ set(container.data_files))
    if differing:
        return [Finding(rule=container_rules.MANIFEST_MISMATCH, detail=_told(differing))]
    return [
        Finding(rule=signature_rules.MEDIA_TYPE_MISMATCH, detail=f"{name}: {listed[name]} / {media_type}")
        for candidate in candidates
        for name, media_type in candidate.media_types.items()
        if name in listed and listed[name] != media_type
    ]


def _told(names: list[str]) -> str:
    rest = len(names) - _NAMES_TOLD
    return ", ".join(names[:_NAMES_TOLD]) + (f" (+{rest})" if rest > 0 else "")


def _path(entry: etree._Element) -> str:
    return entry.get(f"{_MANIFEST}full-path", "")


def _listed(root: etree._Element) -> Mapping[str, str]:
    listed: dict[str, str] = {}
    for entry in root.iter(f"{_MANIFEST}file-entry"):
        name = _path(entry)
        if name.endswith("/") or name.upper().startswith("META-INF/") or name == "mimetype":
            continue
        if name in listed:
            raise RefusedError(container_rules.MANIFEST_MISMATCH, f"{name} twice")
        listed[name] = entry.get(f"{_MANIFEST}media-type", "")
    return listed
