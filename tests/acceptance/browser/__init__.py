"""The portal and the signing page in a real browser: Chromium, the keyboard, axe."""
