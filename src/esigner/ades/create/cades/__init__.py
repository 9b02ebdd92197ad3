"""CAdES (EN 319 122-1): a CMS SignedData, attached or detached."""
