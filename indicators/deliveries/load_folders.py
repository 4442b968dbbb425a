"""The folder of a confirmed delivery: its observations and a record of where they come from, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indicators import versions
from indicators.deliveries.observations import FILE

RECORD = "record.json"


def keep(load: str, observations: Path, record: Mapping[str, Any]) -> None:
    """Write the folder of a load aside, sync it, and give it its name. Raises OSError."""
    final = versions.load_folder(load)
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = final.with_name(f".{final.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    try:
        shutil.copyfile(observations, fresh / FILE)
        (fresh / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
        for path in fresh.iterdir():
            path.chmod(0o600)
            _sync(path)
        versions.sync_folder(fresh)
        os.replace(fresh, final)
        versions.sync_folder(final.parent)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _sync(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())
