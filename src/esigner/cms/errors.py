"""Kinds of malformed CMS that are worth distinguishing."""

from esigner.asn1.errors import MalformedAsn1Error


class OtherContentError(MalformedAsn1Error):
    """A CMS without SignedData."""


class SignersTooManyError(MalformedAsn1Error):
    """A CMS with more signers than are judged."""
