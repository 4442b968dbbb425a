"""Everything that leaves the house when it holds one count that must not: collected, so that it can be searched (D-14).

A store with the canary delivery (one count is 7919) is built in a folder of its own; every output there is comes back
as text under a name: command line, files of the store, addresses of the interface, and what a browser receives.
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
import yaml
from playwright.sync_api import Browser, Page, Response

from indicators import guarding, queries, store, versions
from indicators.__main__ import main
from indicators.catalogue import catalogue
from indicators.disclosure import Attack
from tests import own_delivery
from tests.delivery import CANARY_CELL, YEAR, Delivery, delivery
from tests.own_delivery import COUNTS, RATE, SOURCE

MEASURES = ("recipients", "women", "men", "under_15", "under_15_women", "under_15_men")
"""Those that add up to the canary or hold it; the pattern is found sooner without the others."""
EARLIER = YEAR - 5
DISTRICT = CANARY_CELL.area[:5]
SPACES = re.compile(r"\\u00a0|\\u202f|\\u2009|&nbsp;|&#160;|&#8239;|[\u00a0\u202f\u2009]")
Outputs = Mapping[str, str]


def notations(number: int) -> re.Pattern[str]:
    """A whole number of four digits as it may be written: 7919, 7.919, 7 919, 7,919; not as part of a longer one."""
    first, rest = divmod(number, 1000)
    return re.compile(rf"(?<![0-9A-Za-z])(?<!\d\.){first}[., ]?{rest:03d}(?![0-9A-Za-z])")


def digits(value: float) -> re.Pattern[str]:
    """The first seven digits of a number that is not whole, with point or comma: more than chance repeats."""
    whole, decimals = f"{value:.12f}".split(".")
    return re.compile(rf"(?<!\d){whole}[.,]{decimals[: 7 - len(whole)]}")


def plain(text: str) -> str:
    """A text with ordinary spaces, as `notations` reads it."""
    return SPACES.sub(" ", text)


def found_in(outputs: Outputs, pattern: re.Pattern[str]) -> list[str]:
    """Names of the outputs, plain texts, in which something stands."""
    return sorted(name for name, text in outputs.items() if pattern.search(text))


def canary_delivery() -> Delivery:
    """One district; the measures that add up to the canary, and their sums."""
    whole = delivery(districts=1, canary=True)
    counts = {cell: count for cell, count in whole.counts.items() if cell.measure in MEASURES}
    return Delivery(whole.version, counts, whole.parents)


@contextlib.contextmanager
def house(folder: Path, threshold: int | None) -> Iterator[dict[str, str]]:
    """A built store with the canary in two years, in use inside the block; yields what to set to serve it.

    `threshold` None: as if an office had published it all, nothing is withheld.
    """
    with pytest.MonkeyPatch.context() as patch:
        own_delivery.prepare(folder, patch, threshold=threshold or 3)
        # Only what has a direction can be part of the index.
        _rewrite(folder / "own" / "indicators" / f"{RATE}.yaml", direction="lower_is_better")
        if threshold is None:
            _rewrite(folder / "own" / "sources" / f"{SOURCE}.yaml", published=True)
        own_delivery.lay_down(canary_delivery(), "now")
        rows = pd.read_parquet(versions.load_folder("now") / "observations.parquet")
        place = versions.load_folder("before")
        place.mkdir()
        rows.assign(year=EARLIER).to_parquet(place / "observations.parquet")
        own_delivery.built("before", "now")
        try:
            yield {
                name: str(folder / part)
                for name, part in (("SOZIALPLANUNG_STORE", "store"), ("SOZIALPLANUNG_OWN", "own"))
            }
        finally:
            catalogue.cache_clear()
    catalogue.cache_clear()


def _rewrite(path: Path, **changed: object) -> None:
    record = yaml.safe_load(path.read_text(encoding="utf-8")) | changed
    path.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    catalogue.cache_clear()


def public_counts() -> set[int]:
    """Whole numbers of four digits that an office has published: where they stand, they tell nothing."""
    table = store.observation
    asked = sa.select(table.c.value).where(table.c.source != SOURCE, table.c.value.between(1000, 9999)).distinct()
    with store.engine().connect() as opened:
        return {int(value) for (value,) in opened.execute(asked)}


def attacked() -> Attack:
    """The attack on the rows as they are stored."""
    measures = guarding.measures_around([COUNTS])
    levels = ("municipality", "district", "state")
    return guarding.attacked(pd.concat([queries.observations(measures, [one]).assign(level=one) for one in levels]))


def commands(*, briefly: bool = False) -> dict[str, str]:
    """What the command line prints; `briefly` only the values themselves."""
    asked = [f"values {name} --level {level}" for name in (COUNTS, RATE) for level in ("municipality", "district")]
    asked += [f"{command} {shape}" for command in asked for shape in ("--csv", "--csv-intl")]
    asked += [f"values {RATE} --division 2021 --csv", "list"]
    several = [f"profile {DISTRICT}", f"profile {DISTRICT} --against similar", f"compare {RATE} {COUNTS}",
               f"compare {RATE} population --year {YEAR}", f"index --weights {RATE}=2,sgb2_rate=1 --year {YEAR}",
               "overview --theme bevoelkerung", f"overview --department jugendamt --year {YEAR}", "attack"]  # fmt: skip
    if not briefly:
        asked += several + [f"{command} {shape}" for command in several for shape in ("--csv", "--json")]
    return {f"command {command}": _printed(command.split()) for command in asked}


def _printed(arguments: list[str]) -> str:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="utf-8", write_through=True) as text:
        with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
            main(arguments)
        return raw.getvalue().decode("utf-8")


def files() -> dict[str, str]:
    """What stands in the files of the version: every number of the store, its statistics, its bytes, all beside it."""
    version = versions.current_version()
    path = versions.path_of(version)
    with store.engine().connect() as opened:
        ask = opened.exec_driver_sql
        tables = [
            name for (name,) in ask("select table_name from information_schema.tables where table_schema = 'main'")
        ]
        found = {f"table {name}": str(ask(f"from {name}").all()) for name in tables}
        for name in tables:
            stored = ask("select stats from pragma_storage_info(?)", (name,)).all()
            found[f"statistics {name}"] = str(stored)
    found["bytes of the store"] = path.read_bytes().decode("latin-1")
    found["sidecar"] = path.with_suffix(".json").read_text(encoding="utf-8")
    for sheets in versions.folder().glob("districts-*.parquet"):
        found["sheets"] = pd.read_parquet(sheets).to_csv(index=False)
        groups = pq.ParquetFile(sheets).metadata
        found["statistics of the sheets"] = str([groups.row_group(at).to_dict() for at in range(groups.num_row_groups)])
    return found


def as_stored(number: float) -> str:
    """A number as its eight bytes in a file, in the form of `files`."""
    return struct.pack("<d", number).decode("latin-1")


def addresses(site: str, *, briefly: bool = False) -> dict[str, str]:
    """What the addresses of the interface answer; refusals are answers too, failures are not."""
    rows: list[tuple[str, dict[str, object]]] = []
    for name in (COUNTS, RATE):
        for level in ("municipality", "district", "state"):
            one = {"indicator": name, "level": level}
            rows += [("values.json", one), ("values.csv", one), ("values.csv", {**one, "format": "intl"})]
        rows += [("values.json", {"indicator": name, "division": "2021"})]
        rows += [("values.json", {"indicator": name, "territory": "published"})]
    both = {"x": RATE, "y": COUNTS}
    index = {"weights": f"{RATE}=2,sgb2_rate=1", "year": YEAR}
    for form in ("json", "csv"):
        rows += [(f"profile.{form}", {"area": DISTRICT}), (f"profile.{form}", {"area": DISTRICT, "against": "similar"})]
        rows += [(f"compare.{form}", both), (f"index.{form}", index), (f"attack.{form}", {})]
        rows += [(f"overview.{form}", {"theme": "bevoelkerung"})]
    rows += [("indicators.json", {}), ("boundaries.geojson", {"level": "municipality", "division": "2014"})]
    asked = [(f"/api/v1/{name}", query) for name, query in rows]
    for name in (COUNTS, RATE):
        for more in ({"level": "municipality"}, {}, {"show": "change"}, {"against": DISTRICT, "method": "deviation"}):
            asked += [(f"/download/{form}", {"indicator": name, **more}) for form in ("table.csv", "map.svg")]
    asked += [("/download/profile.csv", {"area": DISTRICT}), ("/download/overview.csv", {"theme": "bevoelkerung"})]
    asked += [("/download/relations.csv", both), ("/download/correlations.csv", {"group": "jugendamt"})]
    asked += [("/download/index.svg", index), ("/healthz", {})]
    if briefly:
        asked = [(path, query) for path, query in asked if "values" in path or "table.csv" in path]
    return {address: _fetched(site + address) for address in (f"{path}?{urlencode(query)}" for path, query in asked)}


def _fetched(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode("utf-8"))
    except urllib.error.HTTPError as refusal:
        if refusal.code != 400:
            raise AssertionError(f"{address}: {refusal.code}") from refusal
        return refusal.read().decode("utf-8")


def visits(browser: Browser, site: str, *, briefly: bool = False) -> dict[str, str]:
    """What a browser receives and what stands on the page then; `briefly` only two views of the Atlas."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    received: list[Response] = []
    page.on("response", lambda answer: received.append(answer))
    found: dict[str, str] = {}
    page.goto(site)
    _settle(page)
    received.clear()
    links = page.eval_on_selector_all("nav a[href^='/']", "all => all.map((one) => one.getAttribute('href'))")
    views = sorted(set(links)) + [f"/?{urlencode(view)}" for view in _atlas_views()]
    views += [f"/profil?area={DISTRICT}", f"/profil?area={DISTRICT}&against=similar&show=jugendamt"]
    views += [f"/vergleich?x={RATE}&y=sgb2_rate", f"/vergleich?x={RATE}&y={COUNTS}&group=jugendamt"]
    views += [f"/sozialindex?preset=own&weights={RATE}=2,sgb2_rate=1&year={YEAR}", "/uebersicht?theme=bevoelkerung"]
    if briefly:
        views = [f"/?{urlencode(view)}" for view in _atlas_views() if view.get("level") == "municipality"]
    for view in views:
        page.goto(site + view)
        _settle(page)
        found |= _bodies(view, received) | {f"page {view}": page.content()}
    # the same by callbacks, as a reader does it
    page.goto(site)
    _settle(page)
    for name in (RATE, COUNTS):
        for level in ("municipality", "district"):
            page.evaluate(
                "([name, level]) => { dash_clientside.set_props('atlas-indicator', { value: name });"
                " dash_clientside.set_props('atlas-level', { value: level }); }",
                [name, level],
            )
            _settle(page)
            found |= _bodies(f"callbacks {name} {level}", received)
            found[f"page after callbacks {name} {level}"] = page.content()
    context.close()
    return found


def _atlas_views() -> list[dict[str, str]]:
    plain = [{"indicator": name, "level": level} for name in (RATE, COUNTS) for level in ("district", "municipality")]
    more = ({"show": "change"}, {"against": DISTRICT, "areas": DISTRICT}, {"territory": "2021", "method": "deviation"})
    return plain + [{"indicator": name, **one} for name in (RATE, COUNTS) for one in more]


def _settle(page: Page) -> None:
    """Until nothing is under way any more."""
    page.wait_for_load_state("networkidle")


def _bodies(view: str, received: list[Response]) -> dict[str, str]:
    """Texts of the answers since the last time, without scripts, styles and drawings; a failure fails."""
    found: dict[str, str] = {}
    for number, answer in enumerate(received):
        assert answer.status < 500, f"{view}: {answer.status} {answer.url}"
        kind = answer.headers.get("content-type", "")
        if "/shapes/" in answer.url or not kind.startswith(("text/html", "application/json", "image/svg", "text/csv")):
            continue
        if answer.status in (204, 304):
            continue
        found[f"answer {number} to {view}: {answer.url.split('//')[1].partition('/')[2]}"] = answer.text()
    received.clear()
    return found
