"""What is raised for bytes that are not the ASN.1 that was expected."""


class MalformedAsn1Error(ValueError):
    """Not the structure that was expected; whoever asked turns it into a refusal or a finding of its own."""
