"""The formats and levels that a signature can have."""

from enum import StrEnum


class Format(StrEnum):
    """What holds the signature. Room: ASiC-S, XAdES alone, CAdES, JAdES."""

    ASICE = "asice"
    EDOC = "edoc"
    PDF = "pdf"


class Level(StrEnum):
    """Baseline levels of EN 319 132-1 and EN 319 142-1, in rising order."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"
