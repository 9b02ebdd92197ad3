"""The trust services' door: CA certificates, CRL, OCSP, time stamps; and, in a sandbox, a simulated provider."""
