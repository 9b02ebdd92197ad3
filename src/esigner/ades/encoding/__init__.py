"""Reading foreign data: ASN.1, CMS and the signature algorithms of CMS and XML-DSig."""
