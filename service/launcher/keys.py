"""Keys for a demo: made once, kept beside its data, never used in production.

Production has its keys from whoever runs it, and does not start without.
"""

import json
import os
import secrets
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path


def demo_keys(folder: Path) -> Mapping[str, str]:
    """Give the demo's keys as settings, the same after every start."""
    file = folder / "demo-keys.json"
    if not file.exists():
        _write(file, _new_keys())
    keys: dict[str, str] = json.loads(file.read_text())
    return keys


def _new_keys() -> dict[str, str]:
    return {
        "MINGPAI_SECRET_KEY": secrets.token_urlsafe(32),
        "MINGPAI_DATA_KEYS": f"demo1:{_key()}",
        "MINGPAI_HASH_KEY": _key(),
    }


def _key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


def _write(file: Path, keys: Mapping[str, str]) -> None:
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(keys, out, indent=2)
        # The demo's rows can be read with these keys only.
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(file)
