"""E-parakstītājs: onboarding of institutions, and the E-signer they come for."""
