"""The promises of the house, read off its files. What breaks here is named by the test that fails."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.figures.graph_config import graph_config
from dashboard.parts.graph import graph
from tests.layouts import assert_house_configuration

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("geo", "indicators", "dashboard")
TOP_LEVEL = {
    *("app.py", "pyproject.toml", "README.md", "dashboard", "indicators", "data", "geo", "notebooks", "tests"),
    *("Makefile", "requirements.lock", "LICENSE", "CHANGELOG.md"),
}
LONGEST_MODULE = 400  # lines; 300 is the aim
LONGEST_CALLBACK = 9  # lines
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
MADE_BY_MACHINES = {".git", ".venv", ".peers", ".cache", "__pycache__", "node_modules", "store", ".hypothesis"}
TEXT = {".py", ".toml", ".md", ".yaml", ".yml", ".js", ".css", ".html", ".sh", ".svg", ".lock", ".ipynb", ""}
OTHER_PEOPLES = ("dashboard/assets/vendor/plotly-cartesian-de-",)


def files(*folders: str, suffixes: set[str] = TEXT) -> list[Path]:
    """Text files of the project, without what machines made and what others wrote."""
    found = []
    for start in folders or ("",):
        for folder, inner, names in os.walk(ROOT / start):
            inner[:] = [name for name in inner if name not in MADE_BY_MACHINES and not name.endswith("_cache")]
            found += [Path(folder) / name for name in names if Path(name).suffix in suffixes]
    return [path for path in sorted(found) if not relative(path).startswith(OTHER_PEOPLES) and path.is_file()]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(*folders: str) -> list[Path]:
    """Python modules under `folders`; app.py belongs to the house too."""
    app = [ROOT / "app.py"] if (ROOT / "app.py").exists() and folders == FLOORS else []
    return files(*folders, suffixes={".py"}) + app


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """`file:line: text` wherever `pattern` is found."""
    search = re.compile(pattern).search
    return [
        f"{relative(path)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if search(line)
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def test_the_top_level_holds_only_what_belongs_there() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "__pycache__"}
    assert found <= TOP_LEVEL


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [relative(path) for path in modules(*FLOORS, "tests") if path.stem in EMPTY_NAMES] == []


def test_no_module_holds_more_than_can_be_read_at_once() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*FLOORS)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_a_callback_asks_and_draws_in_under_ten_lines() -> None:
    long = []
    for path in modules("dashboard/pages"):
        for function in functions(path):
            if any("callback" in ast.unparse(decorator) for decorator in function.decorator_list):
                body = function.body[1:] if ast.get_docstring(function) else function.body
                length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if length > LONGEST_CALLBACK:
                    long.append(f"{relative(path)}:{function.lineno} {function.name}: {length} lines")
    assert long == []


def test_charts_are_made_in_one_place_only() -> None:
    elsewhere = [path for path in modules("dashboard") if relative(path) != "dashboard/parts/graph.py"]
    assert lines_with(r"\bdcc\.Graph\(|from dash\.dcc import .*\bGraph\b", elsewhere) == []


def test_the_one_configuration_offers_no_way_to_third_parties() -> None:
    configuration = graph_config()
    assert configuration["showSendToCloud"] is False
    assert configuration["plotlyServerURL"] == ""
    assert configuration["topojsonURL"] == "/assets/"
    assert configuration["displaylogo"] is False
    assert configuration["locale"] == "de"
    assert configuration["modeBarButtons"] == [["toImage"]]
    assert not [value for value in configuration.values() if "://" in str(value)]


def test_a_chart_made_past_the_house_is_noticed() -> None:
    from dash import dcc, html

    assert assert_house_configuration(html.Div([graph("one"), html.P("text"), {"inner": [graph("two")]}])) == 2
    with pytest.raises(AssertionError, match="chart other"):
        assert_house_configuration({"response": {"place": {"children": dcc.Graph(id="other").to_plotly_json()}}})


def test_every_chart_of_every_page_has_the_one_configuration() -> None:
    if not (ROOT / "dashboard" / "application.py").exists():
        pytest.skip("the application is still being written")
    import dash

    from dashboard.application import create_app

    app = create_app()
    layouts = [page["layout"] for page in dash.page_registry.values()] if dash.page_registry else []
    for layout in [*layouts, app.layout]:
        assert_house_configuration(layout() if callable(layout) else layout)


def test_no_vendored_script_delays_the_first_view() -> None:
    if not (ROOT / "dashboard" / "application.py").exists():
        pytest.skip("the application is still being written")
    from dashboard.application import create_app

    app = create_app()
    app._walk_assets_directory()  # what Dash does before it writes the first page
    assert [name for name in app._assets_files if "/vendor/" in name] == []


def test_pages_load_nothing_from_third_parties() -> None:
    loading = (
        r"""\bsrc\s*=\s*["'{]*https?://|<link[^>]*href=["']https?://|html\.Link\([^)]*https?://"""
        r"""|url\(\s*["']?https?://|@import|\bfetch\(\s*["'`]https?://|importScripts\(|\bimport\(\s*["'`]http"""
        r"""|external_(scripts|stylesheets)|<iframe|html\.Iframe"""
    )
    paths = files("dashboard", suffixes={".py", ".js", ".css", ".html", ".svg"})
    assert lines_with(loading, paths) == []


def test_debugging_is_switched_on_nowhere() -> None:
    assert lines_with(r"debug\s*=\s*True|enable_dev_tools\(|\bapp\.run\(", modules(*FLOORS)) == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert lines_with(r"(?<![\w.~}/-])/(wo" + r"rk|tm" + r"p|ro" + r"ot|home)/", files()) == []


def test_no_file_names_a_package_registry() -> None:
    registries = "|".join(
        ["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.org", "--extra-" + "index", "--index-" + "url"]
    )
    assert lines_with(registries, files()) == []


def test_the_lock_pins_every_package_with_its_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    wanted = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]
    for entry in wanted:
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+ ", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]
    assert len(wanted) > 40


def test_the_lock_holds_everything_the_project_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = set(
        re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    )
    names = {re.split(r"[<>=\[; ]", entry)[0].lower().replace("_", "-") for entry in asked}
    assert names <= {name.replace("_", "-") for name in locked}


def test_the_readme_names_the_commands_a_reader_needs() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("the readme is still being written")
    text = readme.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("run", "test"):
        assert f"make {command}" in text
    for command in ("run", "test", "bench", *re.findall(r"\bmake ([a-z-]+)", text)):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command


def test_compiled_libraries_are_kept_even_where_the_environment_forbids_it() -> None:
    """Else every start would compile them anew, and the second would take as long as the first."""
    probe = ["make", "--no-print-directory", "--eval=probe: ; @env", "probe"]
    shown = subprocess.run(
        probe, cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=True
    )
    assert "PORT=" in shown.stdout
    assert "PYTHONDONTWRITEBYTECODE" not in shown.stdout


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [number for number in range(1, 16) if not re.search(rf"^\s*{number}\.\s*\w", text, re.MULTILINE)] == []


def test_every_test_has_a_name_that_reads_as_a_sentence() -> None:
    short = [
        f"{relative(path)}:{function.lineno} {function.name}"
        for path in modules("tests")
        for function in functions(path)
        if function.name.startswith("test_") and len(function.name.split("_")) < 4
    ]
    assert short == []


def test_every_test_asserts_something() -> None:
    saying_nothing = []
    for path in modules("tests"):
        for function in functions(path):
            if function.name.startswith("test_"):
                body = ast.unparse(ast.Module(function.body, []))
                if not re.search(r"\bassert|\braises\(|\bexpect\(|\baxe\(", body):
                    saying_nothing.append(f"{relative(path)}:{function.lineno} {function.name}")
    assert saying_nothing == []
