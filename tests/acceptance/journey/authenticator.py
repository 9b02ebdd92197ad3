"""The authenticator app on an officer's phone: RFC 6238, six digits, thirty seconds."""

import base64
import hashlib
import hmac
import time


def code(secret: str) -> str:
    """The code of this moment for a base32 secret."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(time.time()) // 30
    mac = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[offset : offset + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
