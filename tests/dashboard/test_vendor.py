"""What others wrote and the browser loads from us is what its list says it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "dashboard" / "assets"
VENDOR = ASSETS / "vendor"
LOCALE_STARTS = b"\n;(function (module) {\n"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_every_vendored_script_is_listed_with_its_hash_and_named_after_it() -> None:
    listed = (VENDOR / "README.md").read_text(encoding="utf-8")
    scripts = list(VENDOR.glob("*.js"))
    assert scripts
    for script in scripts:
        digest = sha256(script.read_bytes())
        assert f"| `{script.name}` |" in listed
        assert digest in listed
        assert digest[:12] in script.name


def test_the_bundle_holds_plotly_unchanged_before_its_german_words() -> None:
    (bundle,) = VENDOR.glob("plotly-cartesian-de-*.min.js")
    plotly, words = bundle.read_bytes().split(LOCALE_STARTS)
    listed = (VENDOR / "README.md").read_text(encoding="utf-8")
    assert sha256(plotly) in listed
    assert b"Plotly.register(module.exports)" in words


def test_the_script_that_loads_charts_names_the_bundle_that_is_here() -> None:
    named = re.search(r'BUNDLE = "vendor/([^"]+)"', (ASSETS / "charts.js").read_text(encoding="utf-8"))
    assert named
    assert (VENDOR / named.group(1)).is_file()


def test_the_bundle_is_the_version_figures_are_written_for() -> None:
    from plotly.offline import get_plotlyjs_version

    (bundle,) = VENDOR.glob("plotly-cartesian-de-*.min.js")
    assert f"-{get_plotlyjs_version()}-" in bundle.name


def test_the_bundle_needs_no_unsafe_eval() -> None:
    (bundle,) = VENDOR.glob("plotly-cartesian-de-*.min.js")
    assert not re.search(rb"new Function\(|[^\w.$]eval\(", bundle.read_bytes())
