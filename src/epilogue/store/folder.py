"""The cache's folder, and digests of contents."""

from __future__ import annotations

import os
import sys
from pathlib import Path

try:
    from _blake2 import blake2b  # hashlib loads OpenSSL, which takes longer than a whole lookup
except ImportError:
    from hashlib import blake2b

FILE = "kept-2.sqlite"
"""Numbered by schema: versions with another one use a file of their own."""


def folder() -> Path:
    """The cache folder: ``EPILOGUE_CACHE``, or the system's."""
    setting = os.environ.get("EPILOGUE_CACHE")
    if setting:
        return Path(setting)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(base, "epilogue", "Cache")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "epilogue"
    setting = os.environ.get("XDG_CACHE_HOME")
    return (Path(setting) if setting and os.path.isabs(setting) else Path.home() / ".cache") / "epilogue"


def digest(*parts: bytes) -> bytes:
    """A digest of contents."""
    hasher = blake2b(digest_size=20)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "little"))
        hasher.update(part)
    return bytes(hasher.digest())


def stored(path: str) -> str:
    """The full path of a story, for display; a name that is no text is stored as far as it is one."""
    return os.path.abspath(path).encode("utf-8", "replace").decode()
