"""The API of the E-signer, version 1."""
