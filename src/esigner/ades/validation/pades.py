"""PAdES."""

from esigner.ades.validation.candidate import Candidate


def read_signatures(document: bytes) -> list[Candidate]:
    """Give every signature of the PDF."""
    return []
