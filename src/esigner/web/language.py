"""The language of an answer where none was chosen."""

from esigner.errors import LANGUAGES, Language


def chosen(accept_language: str) -> Language:
    """Return the best supported language of an Accept-Language header (RFC 9110 12.5.4); Latvian if none fits."""
    best: Language = "lv"
    best_weight = 0.0
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().partition(";")
        weight = _weight(parameters)
        for language in LANGUAGES:
            if tag.lower().partition("-")[0] == language and weight > best_weight:
                best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
