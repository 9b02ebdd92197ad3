"""Object identifiers of content types and attributes, by the words of their standards."""

from typing import Final

DATA: Final = "1.2.840.113549.1.7.1"
SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"

CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
COUNTERSIGNATURE: Final = "1.2.840.113549.1.9.6"
SIGNING_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.12"
SIGNATURE_TIMESTAMP: Final = "1.2.840.113549.1.9.16.2.14"
CERTIFICATE_VALUES: Final = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES: Final = "1.2.840.113549.1.9.16.2.24"
SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
ARCHIVE_TIMESTAMP_V3: Final = "0.4.0.1733.2.4"
ADOBE_REVOCATION: Final = "1.2.840.113583.1.1.8"

OCSP_RESPONSE: Final = "1.3.6.1.5.5.7.16.2"
"""id-ri-ocsp-response (RFC 5940): an OCSP answer among the CRLs."""
BASIC_OCSP_RESPONSE: Final = "1.3.6.1.5.5.7.48.1.1"
