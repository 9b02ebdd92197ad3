"""A door: TLS in front of uvicorn's HTTP parser, Django as WSGI behind it."""
