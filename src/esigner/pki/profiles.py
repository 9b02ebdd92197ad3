"""The certificate profiles: the extensions of each kind of certificate, as data.

`ROOT`, `ISSUING`, `CLIENT`, `SIGNER`, `SEAL`, `TSA`, `OCSP` are constants; `server(...)` takes the names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID


class Usage(StrEnum):
    """Bits of keyUsage, by their names in `cryptography`."""

    DIGITAL_SIGNATURE = "digital_signature"
    CONTENT_COMMITMENT = "content_commitment"
    KEY_CERT_SIGN = "key_cert_sign"
    CRL_SIGN = "crl_sign"


class QcType(StrEnum):
    """The purpose of a qualified-like certificate (EN 319 412-5 QcType)."""

    ESIGN = "0.4.0.1862.1.6.1"
    ESEAL = "0.4.0.1862.1.6.2"


class KeyOnRenewal(StrEnum):
    """Which key the next certificate of the same kind certifies."""

    NEW = "new"
    SAME = "same"
    """Where others hold the key, too, and would have to be given a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The content of a certificate in addition to subject, key and times."""

    name: str
    usages: frozenset[Usage]
    is_authority: bool = False
    path_length: int | None = None
    extended_usages: tuple[x509.ObjectIdentifier, ...] = ()
    extended_usage_critical: bool = False
    policies: tuple[str, ...] = ()
    """Certificate policies, dotted."""
    qc_type: QcType | None = None
    ocsp_nocheck: bool = False
    alternative_names: tuple[x509.GeneralName, ...] = field(default=())
    key_on_renewal: KeyOnRenewal = KeyOnRenewal.NEW


# The policies of EN 319 411-2 5.3 for a person's and an organisation's certificate with the key in a device.
_QCP_N_QSCD = "0.4.0.194112.1.2"
_QCP_L_QSCD = "0.4.0.194112.1.3"

ROOT: Final = Profile(
    name="root",
    usages=frozenset({Usage.KEY_CERT_SIGN, Usage.CRL_SIGN}),
    is_authority=True,
)
ISSUING: Final = replace(ROOT, name="issuing", path_length=0)
CLIENT: Final = Profile(
    name="client",
    usages=frozenset({Usage.DIGITAL_SIGNATURE}),
    extended_usages=(ExtendedKeyUsageOID.CLIENT_AUTH,),
)
SIGNER: Final = Profile(
    name="signer",
    usages=frozenset({Usage.CONTENT_COMMITMENT}),
    policies=(_QCP_N_QSCD,),
    qc_type=QcType.ESIGN,
    # The key of the test signer is in connection packs.
    key_on_renewal=KeyOnRenewal.SAME,
)
SEAL: Final = Profile(
    name="seal",
    usages=frozenset({Usage.CONTENT_COMMITMENT}),
    policies=(_QCP_L_QSCD,),
    qc_type=QcType.ESEAL,
)
TSA: Final = Profile(
    name="tsa",
    usages=frozenset({Usage.DIGITAL_SIGNATURE}),
    extended_usages=(ExtendedKeyUsageOID.TIME_STAMPING,),
    extended_usage_critical=True,
)
OCSP: Final = Profile(
    name="ocsp",
    usages=frozenset({Usage.DIGITAL_SIGNATURE}),
    extended_usages=(ExtendedKeyUsageOID.OCSP_SIGNING,),
    ocsp_nocheck=True,
)


def server(*, names: Sequence[str], addresses: Sequence[IPv4Address | IPv6Address] = ()) -> Profile:
    """Return the profile of a TLS server with these DNS names and addresses."""
    return Profile(
        name="server",
        usages=frozenset({Usage.DIGITAL_SIGNATURE}),
        extended_usages=(ExtendedKeyUsageOID.SERVER_AUTH,),
        alternative_names=(
            *(x509.DNSName(name) for name in names),
            *(x509.IPAddress(one) for one in addresses),
        ),
    )
