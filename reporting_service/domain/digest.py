"""Digests of contents: SHA-256 over canonical JSON."""

import hashlib
import json
from typing import Any


def of(content: Any) -> str:
    """The same for equal contents, whatever the order of their members."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
