"""What others wrote and the browser loads from us is what its list says it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from dashboard.figures.graph_config import graph_config

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


def test_every_address_of_the_maker_in_the_bundle_is_known_and_switched_off() -> None:
    (bundle,) = VENDOR.glob("plotly-cartesian-de-*.min.js")
    found = {text.decode() for text in re.findall(rb"https?://[\w.]*plot[\w./]*", bundle.read_bytes())}
    configuration = graph_config()
    switched_off = {
        "https://cloud.plotly.com/newchart": configuration["plotlyServerURL"] == "",
        "https://cdn.plot.ly/un/": configuration["topojsonURL"] == "/assets/",
        "https://plotly.com/": configuration["displaylogo"] is False and not configuration.get("watermark"),
        "https://plotly.com/javascript/animations/": True,  # words of an error message
    }
    assert found == set(switched_off)
    assert all(switched_off.values())


def test_the_bundle_needs_no_unsafe_eval() -> None:
    (bundle,) = VENDOR.glob("plotly-cartesian-de-*.min.js")
    assert not re.search(rb"new Function\(|[^\w.$]eval\(", bundle.read_bytes())
