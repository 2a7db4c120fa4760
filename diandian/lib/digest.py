"""A short fingerprint of an input, kept beside an idempotency key so that a reused key is noticed."""

import hashlib
import json


def input_digest(**values: str | int | bool | None) -> str:
    """SHA-256 in hexadecimal of the named values, independent of their order."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
