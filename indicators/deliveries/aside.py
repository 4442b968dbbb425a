"""Where a delivery lies while it is checked: a folder of its own among the temporary files."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path


class Place:
    """A folder of one's own for what was taken from a file; it goes away with its report, or at the next load."""

    PREFIX = "sozialplanung-delivery-"

    def __init__(self) -> None:
        try:
            self.path = Path(tempfile.mkdtemp(prefix=f"{self.PREFIX}{os.getpid()}-"))
        except FileNotFoundError as problem:  # no folder for temporary files takes a single byte
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from problem
        self._finalize = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def remove(self) -> None:
        """Now."""
        self._finalize()

    @classmethod
    def left_behind(cls) -> Iterator[tuple[Path, str]]:
        """Folders of all processes, each with the id of its process."""
        try:
            folder = Path(tempfile.gettempdir())
        except FileNotFoundError:
            return
        for path in folder.glob(f"{cls.PREFIX}*"):
            yield path, path.name.removeprefix(cls.PREFIX).split("-")[0]
