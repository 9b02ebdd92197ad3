"""NIST PKITS, the test suite of RFC 5280's validation, made by others.

The folder of its certificates is what ESIGNER_PKITS names (the PyPI package `cryptography-vectors` holds one, at
`x509/PKITS_data/certs`); without it these tests are skipped, and say so. Their names tell the
verdict.
"""

import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509

from esigner.pkix import loading, path
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.path import AnchorRole, NoPath, Requirements, UsageScope
from esigner.pkix.policies import ANY
from esigner.pkix.purposes import Purpose
from esigner.pkix.search import Pool

FOLDER: Final = os.environ.get("ESIGNER_PKITS", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="no PKITS: set ESIGNER_PKITS to the folder of its certificates")

AT: Final = datetime(2012, 6, 1, tzinfo=UTC)
ASKED: Final = Requirements(
    purpose=Purpose.SIGNATURE, scope=UsageScope.CRITICAL, anchor=AnchorRole.AS_GIVEN, weak_digests=frozenset()
)
STATUS: Final = re.compile(
    r"[cC]RL|Revoked|IDP|SelfIssued(New|Old)With|SerialNumber|SeparateCertificate|distributionPoint|onlyContains"
    r"|onlySomeReasons"
)
"""Tests about revocation, which is not judged in a path."""
NOT_ACCEPTED: Final = re.compile("DSA")
"""Keys that no part of this service takes."""
POLICY: Final = "2.16.840.1.101.3.2.1.48."


@cache
def certificates() -> dict[str, x509.Certificate]:
    found = {}
    for file in sorted(Path(FOLDER).iterdir()):
        try:
            found[file.stem] = loading.load(file.read_bytes())
        except CertificatePartUnreadableError:
            assert NOT_ACCEPTED.search(file.stem)
    return found


def is_valid(name: str, asked: Requirements = ASKED) -> bool:
    known = certificates()
    root = known["TrustAnchorRootCertificate"]
    authorities = Pool(one for title, one in known.items() if not title.endswith("EE"))
    found = path.find(
        known[name], pools=[authorities], is_anchor=lambda one: one == root, requirements=asked, at=AT
    )  # fmt: skip
    return not isinstance(found, NoPath)


def test_every_verdict_that_a_name_tells() -> None:
    ends = [name for name in certificates() if re.fullmatch(r"(Valid|Invalid).*EE", name)]
    judged = [name for name in ends if not STATUS.search(name) and not NOT_ACCEPTED.search(name)]

    assert len(judged) > 100
    assert [name for name in judged if is_valid(name) != name.startswith("Valid")] == []


@pytest.mark.parametrize(
    ("name", "policies", "expected"),
    [
        ("ValidCertificatePathTest1EE", "any", True),  # 4.8.1
        ("ValidCertificatePathTest1EE", "1", True),
        ("ValidCertificatePathTest1EE", "2", False),
        ("ValidCertificatePathTest1EE", "1 2", True),
        ("AllCertificatesNoPoliciesTest2EE", "any", False),  # 4.8.2
        ("DifferentPoliciesTest3EE", "any", False),  # 4.8.3
        ("DifferentPoliciesTest3EE", "1 2", False),
        ("AllCertificatesSamePoliciesTest10EE", "1", True),  # 4.8.10
        ("AllCertificatesSamePoliciesTest10EE", "2", True),
        ("AllCertificatesanyPolicyTest11EE", "any", True),  # 4.8.11
        ("AllCertificatesanyPolicyTest11EE", "1", True),
        ("AllCertificatesSamePoliciesTest13EE", "3", True),  # 4.8.13
        ("AnyPolicyTest14EE", "1", True),  # 4.8.14
        ("AnyPolicyTest14EE", "2", False),
        ("ValidPolicyMappingTest1EE", "1", True),  # 4.10.1
        ("ValidPolicyMappingTest1EE", "2", False),
        ("ValidPolicyMappingTest3EE", "1", False),  # 4.10.3
        ("ValidPolicyMappingTest3EE", "2", True),
    ],
)
def test_policies_that_the_relying_party_wants(name: str, policies: str, expected: bool) -> None:  # noqa: FBT001 — a verdict
    wanted = frozenset({ANY} if policies == "any" else {POLICY + one for one in policies.split()})

    assert is_valid(name, replace(ASKED, policies=wanted, explicit_policy=True)) is expected
