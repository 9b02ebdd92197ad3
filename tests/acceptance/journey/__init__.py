"""The whole journey, played through the doors alone: HTTP, mTLS, openssl, curl; no call into the application's code."""
