"""Certificates: judged, issued or registered, revoked, and their status reported.

A client may have several active ones at once, so that keys change without a pause.
"""

from esigner.registry.certificate_records import Certificate, active_of_client, get, newest_active, of_client
from esigner.registry.certificates.issuing import check_csr, issue
from esigner.registry.certificates.normalised import csr_pem, third_party_pem
from esigner.registry.certificates.pending import hold_key, release_keys
from esigner.registry.certificates.personas import (
    Persona,
    issue_persona,
    pack_signer,
    persona,
    persona_key,
    renew_personas,
)
from esigner.registry.certificates.revocation import revoke, status
from esigner.registry.certificates.simulated import issue_simulated
from esigner.registry.certificates.third_party import (
    ThirdPartyReport,
    challenge,
    check_third_party,
    register_third_party,
)

__all__ = [
    "Certificate",
    "Persona",
    "ThirdPartyReport",
    "active_of_client",
    "challenge",
    "check_csr",
    "check_third_party",
    "csr_pem",
    "get",
    "hold_key",
    "issue",
    "issue_persona",
    "issue_simulated",
    "newest_active",
    "of_client",
    "pack_signer",
    "persona",
    "persona_key",
    "register_third_party",
    "release_keys",
    "renew_personas",
    "revoke",
    "status",
    "third_party_pem",
]
