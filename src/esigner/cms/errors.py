"""Kinds of malformed CMS that are worth telling apart."""

from esigner.asn1.errors import MalformedAsn1Error


class OtherContentError(MalformedAsn1Error):
    """A CMS that holds no SignedData."""


class SignersTooManyError(MalformedAsn1Error):
    """A CMS with more signers than anybody judges."""
