"""Where the answers for all districts are kept beside the store. Asked before every start: imports no pandas."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from indicators import versions

KEPT_FILES = versions.KEPT_VERSIONS
"""One for every version that can be returned to."""


def place_of(version: str) -> Path:
    """The file of a version of the figures, made by the present code and records."""
    return versions.folder() / f"districts-{version}-{made_by()}.parquet"


@lru_cache(maxsize=1)
def made_by() -> str:
    """Eight hex digits that change with every record and every line of code behind the answers.

    Records of one's own are in the name of the version.
    """
    here = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted([*here.rglob("*.py"), *here.rglob("*.yaml"), *(here.parent / "geo").glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
