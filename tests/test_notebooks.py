"""Every notebook still runs from top to bottom, in a fresh Python, asking the door like everyone else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_RUN = 120  # seconds


def code_of(notebook: Path) -> str:
    """The code cells of a notebook as one script; `%magic` and `!shell` lines have no place in ours."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_every_notebook_runs_from_top_to_bottom() -> None:
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        done = subprocess.run(
            [sys.executable, "-c", code_of(notebook)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=LONGEST_RUN,
            check=False,
        )
        assert done.returncode == 0, f"{notebook.name}\n{done.stderr[-3000:]}"


def test_code_cells_are_read_in_order_and_words_are_left_out(tmp_path: Path) -> None:
    notebook = tmp_path / "one.ipynb"
    cells = [
        {"cell_type": "markdown", "source": ["# Überschrift"]},
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "code", "source": ["print(a + b)"]},
    ]
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert code_of(notebook) == "a = 1\nb = 2\n\nprint(a + b)"
