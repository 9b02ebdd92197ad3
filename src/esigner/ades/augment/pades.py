"""PAdES: material goes into the DSS, timestamps over the whole document; each in an incremental update of its own.

Standard: EN 319 142-1, 5.4 and 6.3. For level T a document timestamp serves as well as one inside the signature.
"""

from collections.abc import Sequence

from esigner.ades.augment.signature_file import Stage
from esigner.ades.create.pades.document import add_security_store
from esigner.ades.create.pades.timestamping import stamped_bytes, with_timestamp
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.candidate import Candidate
from esigner.ades.validation.pades import read_signatures
from esigner.pkix.encoding import encoded_certificate


class PadesFile:
    """A signed PDF."""

    def __init__(self, content: bytes) -> None:
        """Read its signatures."""
        self.content = content
        self.candidates: Sequence[Candidate] = read_signatures(content)

    def inputs(self, stage: Stage, targets: Sequence[int]) -> list[bytes]:
        """Return the only input: the document with the update that will hold the token."""
        del stage
        return [stamped_bytes(self.content)] if targets else []

    def stamped(self, stage: Stage, targets: Sequence[int], tokens: Sequence[bytes]) -> bytes:
        """Return the document with a document timestamp; it serves every signature before it."""
        del stage, targets
        return with_timestamp(self.content, tokens[0]) if tokens else self.content

    def with_material(self, targets: Sequence[int], revocation: Sequence[ValidationData]) -> bytes:
        """Return the document with the material in its DSS, with the certificates of the signatures and timestamps."""
        if not any(new.ocsp_responses or new.crls or new.certificates for new in revocation):
            return self.content
        own = [c for n in targets for c in self.candidates[n].certificates]
        certificates = dict.fromkeys((*own, *(c for new in revocation for c in new.certificates)))
        return add_security_store(
            self.content,
            certificates=[encoded_certificate(one) for one in certificates],
            ocsp_responses=list(dict.fromkeys(o for new in revocation for o in new.ocsp_responses)),
            crls=list(dict.fromkeys(c for new in revocation for c in new.crls)),
        )
