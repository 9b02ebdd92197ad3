"""Errors for bytes that are not the expected ASN.1."""


class MalformedAsn1Error(ValueError):
    """Not the expected structure; callers turn it into their own refusal or finding."""
