"""What may be kept of what was uploaded: the request or the certificates alone, encoded anew."""

from esigner.pki.csr import upload
from esigner.registry.certificates import uploads


def csr_pem(csr: bytes) -> str:
    """Return the request in one PEM block; empty where none can be read, or a private key came with it."""
    return upload.read(csr).pem


def third_party_pem(*, certificate: bytes, chain: bytes) -> tuple[str, str]:
    """Return certificate and chain in PEM blocks.

    Both empty where they cannot be read, or a private key came with it.
    """
    found = uploads.read(certificate=certificate, chain=chain)
    return found.pem, found.chain_pem
