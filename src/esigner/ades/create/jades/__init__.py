"""JAdES (TS 119 182-1): a JSON Web Signature with the properties of an AdES."""
