"""CAdES and timestamps in ASiC: through an ASiCManifest, or over the one data file of an ASiC-S."""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from esigner.ades.containers.content import pieces
from esigner.ades.containers.reading import Container
from esigner.ades.encoding import xml
from esigner.ades.encoding.crypto import digest_of
from esigner.ades.encoding.elements import DS, octets, required
from esigner.ades.rules import Finding, RefusedError, signature_rules
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import cades
from esigner.ades.validation.candidate import Candidate, Stamp
from esigner.algorithms import digests
from esigner.bounds import spend

_ASIC: Final = "{http://uri.etsi.org/02918/v1.2.1#}"
_FIRST_STAMP: Final = "META-INF/timestamp.tst"
_ARCHIVE_FILE: Final = re.compile(r"META-INF/ASiC(Archive|EvidenceRecord)Manifest[^/]*\.xml")
_MANIFEST_FILE: Final = re.compile(r"META-INF/ASiC(Archive)?Manifest[^/]*\.xml")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """An ASiCManifest: its signature, and the files whose digests it lists."""

    path: str
    content: bytes
    signed_by: str
    scope: tuple[str, ...]
    findings: tuple[Finding, ...]


def signature_files(container: Container) -> list[str]:
    """Return the paths of the CAdES signatures."""
    return [f"META-INF/{n}" for n in container.meta_inf if n.endswith(".p7s")]


def manifest_files(container: Container) -> list[str]:
    """Return the paths of the ASiCManifests and ASiCArchiveManifests."""
    return [path for path in container.files if _MANIFEST_FILE.fullmatch(path)]


def find(container: Container, *, but: Collection[str] = ()) -> list[Candidate]:
    """Return every CAdES signature of the container except those at these paths."""
    found: list[Candidate] = []
    paths = [path for path in signature_files(container) if path not in but]
    if not paths:
        return found
    listed = _manifests(container)
    manifests = {m.signed_by: m for m in listed}
    archive = [m for m in listed if _ARCHIVE_FILE.fullmatch(m.path) and m.signed_by.endswith(".tst")]
    for path in paths:
        manifest = manifests.get(path)
        if manifest is not None:
            content, scope, findings = manifest.content, manifest.scope, manifest.findings
        elif len(container.data_files) == 1:
            (name, content), findings = next(iter(container.data_files.items())), ()
            scope = (name,)
        else:
            content, scope, findings = b"", (), (Finding(rule=signature_rules.SIGNED_DATA_MISSING, detail=path),)
        for candidate in cades.read_signatures(container.files[path], content=content, family="CAdES", name=path):
            candidate.scope = scope
            candidate.check("MANIFEST", *findings)
            spend(sum(1 + len(m.scope) // 32 for m in archive))
            _add_archive(candidate, [m for m in archive if path in m.scope], container)
            found.append(candidate)
    return found


def _add_archive(candidate: Candidate, manifests: list[Manifest], container: Container) -> None:
    """Add to the signature the timestamps over manifests that cover it.

    A manifest with a wrong digest proves nothing.
    """
    tokens = []
    for manifest in manifests:
        spend(1)
        token = container.files.get(manifest.signed_by)
        if token is not None:
            data = None if manifest.findings else manifest.content
            candidate.stamps.append(Stamp(token=token, data=data, is_archive=True))
            tokens.append(token)
    if tokens:
        certificates, evidence = cades.material_of(tokens)
        candidate.certificates = (*candidate.certificates, *certificates)
        candidate.evidence = ValidationData(
            ocsp_responses=(*candidate.evidence.ocsp_responses, *evidence.ocsp_responses),
            crls=(*candidate.evidence.crls, *evidence.crls),
        )


def signed_content(container: Container, path: str) -> bytes | None:
    """Return what the CAdES signature at this path covers: its manifest, or the one data file; None if neither."""
    for manifest in _manifests(container):
        if manifest.signed_by == path:
            return manifest.content
    return next(iter(container.data_files.values())) if len(container.data_files) == 1 else None


def archived(container: Container) -> frozenset[str]:
    """Return the paths that an ASiCArchiveManifest or an ASiCEvidenceRecordManifest covers: they must not change."""
    known: dict[tuple[str, str], bytes] = {}
    found: set[str] = set()
    for path, content in container.files.items():
        if _ARCHIVE_FILE.fullmatch(path):
            with suppress(RefusedError):
                found.update(_read(path, content, container, known).scope)
    return frozenset(found)


def archive_stamps(container: Container) -> tuple[list[Stamp], list[Finding]]:
    """Return the later timestamps of an ASiC-S, each over its ASiCArchiveManifest, and the errors in the manifests."""
    stamps: list[Stamp] = []
    findings: list[Finding] = []
    manifests = _manifests(container)
    for manifest in manifests:
        if manifest.signed_by.endswith(".tst") and manifest.signed_by in container.files:
            token = container.files[manifest.signed_by]
            # One that does not cover the first timestamp does not extend its validity.
            is_archive = _FIRST_STAMP in manifest.scope
            stamps.append(Stamp(token=token, data=manifest.content, is_archive=is_archive, proves_signature=False))
            findings += manifest.findings
    covered = {m.signed_by for m in manifests} | {_FIRST_STAMP}
    loose = [n for n in container.files if n.startswith("META-INF/") and n.endswith(".tst") and n not in covered]
    findings += [Finding(rule=signature_rules.TIMESTAMP_IMPRINT, detail=name) for name in loose]
    return stamps, findings


def _manifests(container: Container) -> list[Manifest]:
    found = []
    known: dict[tuple[str, str], bytes] = {}
    for path in manifest_files(container):
        content = container.files[path]
        try:
            found.append(_read(path, content, container, known))
        except RefusedError as error:
            found.append(Manifest(path=path, content=content, signed_by="", scope=(), findings=(error.finding,)))
    return found


def _read(path: str, content: bytes, container: Container, known: dict[tuple[str, str], bytes]) -> Manifest:
    """Return one manifest; `known` caches what was hashed for the others."""
    root = xml.parse(content)
    scope: list[str] = []
    findings: list[Finding] = []
    for reference in root.findall(f"{_ASIC}DataObjectReference"):
        name = unquote(reference.get("URI", ""))
        spend(10)
        if name not in container.files:
            findings.append(Finding(rule=signature_rules.SIGNED_DATA_MISSING, detail=name))
            continue
        uri = required(reference, f"{DS}DigestMethod").get("Algorithm", "")
        if uri not in digests.BY_URI:
            findings.append(Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=uri))
            continue
        algorithm = digests.BY_URI[uri].name
        if (algorithm, name) not in known:
            known[algorithm, name] = digest_of(pieces(container.files, name), algorithm)
        if known[algorithm, name] != octets(required(reference, f"{DS}DigestValue")):
            findings.append(Finding(rule=signature_rules.DIGEST_WRONG, detail=name))
        if algorithm not in digests.STRONG:
            findings.append(Finding(rule=signature_rules.ALGORITHM_WEAK, detail=algorithm))
        scope.append(name)
    signed_by = unquote(required(root, f"{_ASIC}SigReference").get("URI", ""))
    return Manifest(path=path, content=content, signed_by=signed_by, scope=tuple(scope), findings=tuple(findings))
