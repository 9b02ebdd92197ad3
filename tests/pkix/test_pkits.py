"""NIST PKITS, the test suite of RFC 5280's validation, made by others: certificates and revocation lists.

From `cryptography-vectors`. The name of an end entity's certificate tells the verdict; those of 4.8 and 4.10 that
depend on what the relying party wants stand in a table of their own. What is not run is listed with its reason.
"""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import cryptography_vectors
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.pkix import lists, loading, path, search
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.lists import RevocationList
from esigner.pkix.path import AnchorRole, Requirements, UsageScope
from esigner.pkix.policies import ANY
from esigner.pkix.purposes import Purpose
from esigner.pkix.search import Path as Certificates
from esigner.pkix.search import Pool

FOLDER: Final = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
AT: Final = datetime(2012, 6, 1, tzinfo=UTC)
ASKED: Final = Requirements(
    purpose=Purpose.SIGNATURE, scope=UsageScope.CRITICAL, anchor=AnchorRole.AS_GIVEN, weak_digests=frozenset()
)
NOT_ACCEPTED: Final = re.compile("DSA")
"""Keys that no part of this service takes."""
ROOT: Final = "TrustAnchorRootCertificate"
POLICY: Final = "2.16.840.1.101.3.2.1.48."
_OTHER_KEY: Final = "a list that the authority signed with another key of its own is not taken"
_INDIRECT: Final = "indirect lists are refused"
_REASONS: Final = "lists for some reasons are refused, though together they speak of every one"
_DELTA: Final = "deltas are refused: the complete list alone is asked"
NOT_RUN: Final[dict[str, str]] = {
    "ValidSeparateCertificateandCRLKeysTest19EE": _OTHER_KEY,
    "ValidBasicSelfIssuedOldWithNewTest1EE": _OTHER_KEY,
    "ValidBasicSelfIssuedNewWithOldTest4EE": _OTHER_KEY,
    "ValidBasicSelfIssuedCRLSigningKeyTest6EE": _OTHER_KEY,
    "ValidSelfIssuedpathLenConstraintTest15EE": _OTHER_KEY,
    "ValidSelfIssuedpathLenConstraintTest17EE": _OTHER_KEY,
    "ValidSelfIssuedrequireExplicitPolicyTest6EE": _OTHER_KEY,
    "ValidSelfIssuedinhibitPolicyMappingTest7EE": _OTHER_KEY,
    "ValidSelfIssuedinhibitAnyPolicyTest7EE": _OTHER_KEY,
    "ValidSelfIssuedinhibitAnyPolicyTest9EE": _OTHER_KEY,
    "ValidDNnameConstraintsTest19EE": _OTHER_KEY,
    "ValidIDPwithindirectCRLTest22EE": _INDIRECT,
    "ValidIDPwithindirectCRLTest24EE": _INDIRECT,
    "ValidIDPwithindirectCRLTest25EE": _INDIRECT,
    "ValidcRLIssuerTest28EE": _INDIRECT,
    "ValidcRLIssuerTest29EE": _INDIRECT,
    "ValidcRLIssuerTest30EE": _INDIRECT,
    "ValidcRLIssuerTest33EE": _INDIRECT,
    "ValidonlySomeReasonsTest18EE": _REASONS,
    "ValidonlySomeReasonsTest19EE": _REASONS,
    "InvaliddeltaCRLTest4EE": _DELTA,
    "ValiddeltaCRLTest5EE": _DELTA,
}
"""Judged as undecided, so invalid, where NIST says valid; 4: the other way round."""


@cache
def certificates() -> dict[str, x509.Certificate]:
    found = {}
    for file in sorted((FOLDER / "certs").iterdir()):
        try:
            found[file.stem] = loading.load(file.read_bytes())
        except CertificatePartUnreadableError:
            assert NOT_ACCEPTED.search(file.stem)
    return found


@cache
def revocation_lists() -> tuple[RevocationList, ...]:
    return tuple(lists.load(file.read_bytes()) for file in sorted((FOLDER / "crls").iterdir()))


def is_valid(name: str, asked: Requirements = ASKED) -> bool:
    known = certificates()
    root = known[ROOT]
    authorities = Pool(one for title, one in known.items() if not title.endswith("EE"))
    found = search.paths(known[name], pools=[authorities], is_anchor=lambda one: one == root)
    return any(path.judge(one, requirements=asked, at=AT) is None and is_unrevoked(one) for one in found)


def is_unrevoked(found: Certificates) -> bool:
    return all(is_good(certificate, issuer) for certificate, issuer in pairwise(found))


def is_good(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    said = []
    for listed in revocation_lists():
        try:
            if lists.unfit(listed, certificate, issuer) is None and listed.next_update and listed.next_update > AT:
                said.append(listed.revoked_at(certificate))
        except CertificatePartUnreadableError:
            continue
    return bool(said) and not any(said)


def judged() -> list[str]:
    named = [name for name in certificates() if re.fullmatch(r"(Valid|Invalid).*EE", name)]
    return [name for name in named if name not in NOT_RUN and not NOT_ACCEPTED.search(name)]


def test_every_verdict_that_a_name_tells() -> None:
    assert len(judged()) > 150
    assert [name for name in judged() if is_valid(name) != name.startswith("Valid")] == []


def test_what_is_not_run_would_fail_and_is_all_that_there_is() -> None:
    assert [name for name in NOT_RUN if is_valid(name) == name.startswith("Valid")] == []
    ends = {name for name in certificates() if name.endswith("EE")}
    wanted_otherwise = {name for name, *_ in WANTED}
    left = {name for name in ends - set(judged()) - set(NOT_RUN) - wanted_otherwise if not NOT_ACCEPTED.search(name)}
    assert left == set()


WANTED: Final = (
    ("ValidCertificatePathTest1EE", "any", True),  # 4.8.1
    ("ValidCertificatePathTest1EE", "1", True),
    ("ValidCertificatePathTest1EE", "2", False),
    ("ValidCertificatePathTest1EE", "1 2", True),
    ("AllCertificatesNoPoliciesTest2EE", "any", False),  # 4.8.2
    ("DifferentPoliciesTest3EE", "any", False),  # 4.8.3
    ("DifferentPoliciesTest3EE", "1 2", False),
    *((f"DifferentPoliciesTest{number}EE", "any", False) for number in (4, 5, 7, 8, 9, 12)),
    ("OverlappingPoliciesTest6EE", "any", True),  # 4.8.6
    ("OverlappingPoliciesTest6EE", "1", True),
    ("OverlappingPoliciesTest6EE", "2", False),
    ("AllCertificatesSamePoliciesTest10EE", "1", True),  # 4.8.10
    ("AllCertificatesSamePoliciesTest10EE", "2", True),
    ("AllCertificatesanyPolicyTest11EE", "any", True),  # 4.8.11
    ("AllCertificatesanyPolicyTest11EE", "1", True),
    ("AllCertificatesSamePoliciesTest13EE", "3", True),  # 4.8.13
    ("AnyPolicyTest14EE", "1", True),  # 4.8.14
    ("AnyPolicyTest14EE", "2", False),
    *((f"UserNoticeQualifierTest{number}EE", "any", True) for number in (15, 16, 17, 19)),
    ("UserNoticeQualifierTest18EE", "1", True),
    ("UserNoticeQualifierTest18EE", "2", True),
    ("CPSPointerQualifierTest20EE", "any", True),
    ("inhibitAnyPolicyTest3EE", "any", True),  # 4.12.3, without initial-any-policy-inhibit, which nobody here asks
    ("ValidPolicyMappingTest1EE", "1", True),  # 4.10.1
    ("ValidPolicyMappingTest1EE", "2", False),
    ("ValidPolicyMappingTest3EE", "1", False),  # 4.10.3
    ("ValidPolicyMappingTest3EE", "2", True),
)
"""Certificate, policies that the relying party wants, verdict."""


@pytest.mark.parametrize(("name", "policies", "expected"), WANTED)
def test_policies_that_the_relying_party_wants(name: str, policies: str, expected: bool) -> None:  # noqa: FBT001 — a verdict
    asked = replace(ASKED, policies=frozenset(_oids(policies)), explicit_policy=True)

    assert is_valid(name, asked) is expected


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every certificate in PEM, and all authorities in one file."""
    folder = tmp_path_factory.mktemp("pkits")
    for name, certificate in certificates().items():
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    authorities = [path for path in folder.iterdir() if not path.stem.endswith("EE") and path.stem != ROOT]
    (folder / "authorities.pem").write_bytes(b"".join(path.read_bytes() for path in authorities))
    return folder


@pytest.mark.parametrize(("name", "policies", "expected"), WANTED)
def test_openssl_says_the_same_of_policies(files: Path, name: str, policies: str, expected: bool) -> None:  # noqa: FBT001 — as above
    wanted = [word for oid in _oids(policies) for word in ("-policy", oid)]
    given: list[str | Path] = [
        "-CAfile",
        files / f"{ROOT}.pem",
        "-untrusted",
        files / "authorities.pem",
        "-auth_level",
        "0",
    ]
    asked = ["-attime", str(int(AT.timestamp())), "-policy_check", "-explicit_policy", *wanted]
    done = subprocess.run(
        ["openssl", "verify", *given, *asked, files / f"{name}.pem"], capture_output=True, check=False, timeout=60
    )

    assert (done.returncode == 0) is expected, done.stderr


def _oids(policies: str) -> list[str]:
    return [ANY] if policies == "any" else [POLICY + one for one in policies.split()]
