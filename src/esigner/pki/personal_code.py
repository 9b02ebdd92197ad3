"""Latvian personal codes: never a key, never in a log or a URL."""


def is_valid(text: str) -> bool:
    """Say whether it is an old code with date and check digit, or a new one that begins 32–39."""
    raise NotImplementedError


def normalise(text: str) -> str:
    """Give `DDMMYY-NNNNN` with the hyphen, which is optional on input; ValueError if not valid."""
    raise NotImplementedError


def mask(text: str) -> str:
    """Give `DDMMYY-*****`, or `***********` where the text is not a personal code."""
    raise NotImplementedError
