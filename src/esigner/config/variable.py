"""What an environment variable is: its kind, its default, where it must be set, and what it does."""

from dataclasses import dataclass
from enum import StrEnum

from esigner.errors import Text


class Kind(StrEnum):
    """How the value of a variable is written."""

    TEXT = "text"
    FLAG = "1 or 0"
    NUMBER = "whole number"
    WORDS = "list, commas between"
    ADDRESSES = "list, commas or spaces between"
    FOLDER = "folder"


class Need(StrEnum):
    """Where a variable must be set; everywhere else its default will do."""

    NEVER = ""
    PRODUCTION = "in production: TLS here, or a proxy's https addresses"
    """Wherever ESIGNER_SANDBOX is not set; `esigner doctor` says what is missing."""
    SERVED = "a door under another server"
    """A process that neither `esigner up` nor `esigner serve` has started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable."""

    name: str
    gives: Text
    kind: Kind = Kind.TEXT
    default: str = ""
    """As it would be written; a relative folder is in the one that the reader names."""
    otherwise: str = ""
    """Used where the default is worked out from other settings."""
    need: Need = Need.NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Variables of one subject, in the order in which people read them."""

    title: Text
    variables: tuple[Variable, ...]
