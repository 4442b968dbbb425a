"""More than two thousand damaged files: each is read or refused in German, and the store never notices (F, R)."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from indicators import versions
from indicators.building import build
from indicators.catalogue import catalogue
from indicators.deliveries import checking, intake
from indicators.deliveries.files import Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.observations import FILE
from indicators.deliveries.report import Report, as_json, lines
from indicators.merging import COLUMNS, SPELT
from tests.indicators.deliveries import samples
from tests.indicators.deliveries.conftest import MEASURES, SOURCE, dump

SHARED = Path(__file__).resolve().parents[4] / "shared" / "formats"
SEED = 20_241_122
OF_TEXT = 145
OF_BOOK = 40
OF_SHARED = 12
EACH_SO_MANY = 20
"""Of the accepted copies of a file the first and then every twentieth is loaded and read back."""
LARGEST = 60_000
"""Bytes; of larger real files only the beginning is damaged and handed in."""
NAMES = ("%", "%", "%", "%.xlsx", "../../%", "a\nb%", "\x1b[31m%", "ü" * 300 + ".csv", ".csv", "<b>%</b>")
TRACES = ("Traceback", 'File "', "Error:", "Exception", "duckdb", "pyarrow", "numpy", "<frozen", "0x7f", "\x00", "\x1b")
Dice = random.Random
Harm = Callable[[bytes, Dice], bytes]


# --- Harm


def flipped(content: bytes, dice: Dice) -> bytes:
    data = bytearray(content)
    for _ in range(dice.choice([1, 3, 30])):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def cut_off(content: bytes, dice: Dice) -> bytes:
    return content[: dice.randrange(len(content))]


def beheaded(content: bytes, dice: Dice) -> bytes:
    return content[dice.randrange(len(content)) :]


def doubled_lines(content: bytes, dice: Dice) -> bytes:
    found = content.splitlines(keepends=True)
    for _ in range(dice.choice([1, 5])):
        found.insert(dice.randrange(len(found) + 1), dice.choice(found))
    return b"".join(found)


def shuffled_lines(content: bytes, dice: Dice) -> bytes:
    found = content.splitlines(keepends=True)
    start = dice.choice([0, 0, 1, len(found) // 2])
    rest = found[start:]
    dice.shuffle(rest)
    return b"".join([*found[:start], *rest])


def lost_lines(content: bytes, dice: Dice) -> bytes:
    return b"".join(line for line in content.splitlines(keepends=True) if dice.random() > 0.3)


def other_separators(content: bytes, dice: Dice) -> bytes:
    old, new = dice.sample([b";", b",", b"\t", b"|", b".", b'"'], 2)
    return content.replace(old, new, dice.choice([-1, 1, 20]))


def other_line_ends(content: bytes, dice: Dice) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", dice.choice([b"\r", b"\r\n", b"\n\n", b"\n\r", b"\x0b"]))


def shuffled_cells(content: bytes, dice: Dice) -> bytes:
    found = content.splitlines(keepends=True)
    for _ in range(5):
        at = dice.randrange(len(found))
        cells = found[at].split(b";")
        dice.shuffle(cells)
        found[at] = b";".join(cells)
    return b"".join(found)


def stuffed(content: bytes, dice: Dice) -> bytes:
    """Something nasty between two bytes."""
    nasty = [b"\x00", b'"', b'"' * 9, b";" * 700, b"9" * 400, b"x" * 200_000, b"\xff\xfe", b"\xef\xbb\xbf", b"\n" * 50]
    data = bytearray(content)
    for _ in range(dice.choice([1, 1, 4])):
        at = dice.randrange(len(data) + 1)
        data[at:at] = dice.choice(nasty)
    return bytes(data)


def other_numbers(content: bytes, dice: Dice) -> bytes:
    """Digits between separators become what no number should be."""
    strange = ["1e999", "nan", "-inf", "-5", "٣", "1.234", "1,5", "=1+1", "<script>alert(1)</script>", "2023-02-30"]
    strange += ["99999999999999999999", "0x10", "", "\u2212 7", "01.01.1800", "31.12.2999", "16063", "p", "..."]
    data = content
    for _ in range(dice.choice([1, 4])):
        at = data.find(dice.choice([b";1", b";4", b",4", b",2", b"2023", b"16", b";3"]), dice.randrange(len(data)))
        if at >= 0:
            data = data[: at + 1] + dice.choice(strange).encode() + data[at + 3 :]
    return data


def other_encoding(content: bytes, dice: Dice) -> bytes:
    text = content.decode(dice.choice(["utf-8", "latin-1", "utf-16"]), errors="replace")
    return text.encode(dice.choice(["utf-16", "utf-16-be", "utf-32", "cp850", "utf-7", "mac_roman"]), errors="replace")


def spliced(content: bytes, dice: Dice) -> bytes:
    other = dice.choice(list(samples.TEXTS.values()))()
    return cut_off(content, dice) + dice.choice([b"", b"\n"]) + beheaded(other, dice)


def other_entries(content: bytes, dice: Dice) -> bytes:
    """A workbook whose parts are damaged, lost, doubled or named like a way out of the archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = dice.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name != chosen:
                new.writestr(name, part)
                continue
            kind = dice.randrange(5)
            if kind == 0:
                new.writestr(name, dice.choice([flipped, cut_off, other_numbers, stuffed])(part, dice))
            elif kind == 1:
                new.writestr(f"../../{name}", part)
            elif kind == 2:
                new.writestr(name, part.replace(b"<v>", b"<v>9e999", 3))
            elif kind == 3:
                new.writestr(name, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    return out.getvalue()


OF_ALL: tuple[Harm, ...] = (flipped, cut_off, beheaded, stuffed)
OF_TEXTS: tuple[Harm, ...] = (
    *OF_ALL,
    doubled_lines,
    shuffled_lines,
    lost_lines,
    other_separators,
    other_line_ends,
    shuffled_cells,
    other_numbers,
    other_numbers,
    other_encoding,
    spliced,
)
OF_BOOKS: tuple[Harm, ...] = (*OF_ALL, other_entries, other_entries, other_entries)


# --- A house that must stay as it is


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Data of one publication, two own sources, a store with one version; for all tests of this module."""
    place = tmp_path_factory.mktemp("house")
    (place / "figures").mkdir()
    shutil.copy(versions.DATA / "figures" / "rki_gisd_2025.csv", place / "figures")
    for folder in ("sources", "mappings"):
        (place / "own" / folder).mkdir(parents=True)
    series = {"Wert": "town_cases", "town_cases": "town_cases", "town_share": "town_share"}
    dump(place / "own" / "mappings" / "town.yaml", {"format": "plain_table", "series": series})
    dump(place / "own" / "sources" / "town.yaml", SOURCE)
    dump(place / "own" / "sources" / "town_own.yaml", SOURCE | {"published": False})
    dump(place / "own" / "measures.yaml", MEASURES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "DATA", place)
        patch.setenv("SOZIALPLANUNG_STORE", str(place / "store"))
        patch.setenv("SOZIALPLANUNG_OWN", str(place / "own"))
        catalogue.cache_clear()
        build()
        yield place
    catalogue.cache_clear()


def state_of(house: Path) -> dict[str, str]:
    """Every file of the store and the hash of its bytes; the lock is nobody's data."""
    store = house / "store"
    files = sorted(path for path in store.rglob("*") if path.is_file() and path.name != "writing.lock")
    return {str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def judged(house: Path, content: bytes, name: str, source: str | None) -> Report:
    """The report on a file, whose words are held to what a person may be told."""
    path = house / "handed_in"
    path.write_bytes(content)
    report = checking.check(Delivered(path, name), source)
    said = "\n".join(lines(report))
    assert not [trace for trace in TRACES if trace in said], said
    assert all(finding.text.strip() and len(finding.text) < 2_000 for finding in report.findings)
    assert report.may_be_loaded or report.count("error"), "neither taken nor refused"
    json.dumps(as_json(report), allow_nan=False)
    return report


def rows_of(version: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Every row of a version: measure, level, area, year -> value, sign, status, division, source."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{versions.path_of(version)}' as present (read_only)")
        found = connection.execute(f"select {SPELT} from present.observation").fetchall()  # noqa: S608
    return {(row[0], row[1], row[2], row[3]): row[4:] for row in found}


def loaded_whole(house: Path, report: Report) -> None:
    """Load an accepted file into a copy of the store: what is read back is what the check said it takes, all of it.

    Only a delivered key may change; beside them there may be rows that say that an area of the same year has no value.
    """
    before, delivered = rows_of(versions.current_version()), pq.read_table(report.folder / FILE).to_pylist()
    said = {tuple(row[name] for name in COLUMNS[:4]): tuple(row[name] for name in COLUMNS[4:]) for row in delivered}
    assert len(said) == len(delivered) == report.taken
    assert report.years == (min(key[3] for key in said), max(key[3] for key in said))
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        shutil.copytree(house / "store", place, dirs_exist_ok=True)
        patch.setenv("SOZIALPLANUNG_STORE", place)
        found = rows_of(intake.load(report, "fuzz").version_after)
    is_own = report.source is not None and not catalogue().sources[report.source].published
    for key, (value, *facts) in said.items():
        now, status = found[key][0], found[key][2]
        assert found[key] == (value, *facts) or (is_own and now is None and status == "secret"), (key, value, now)
    covered = {(key[0], key[1], key[3]) for key in said}
    more = {key: row for key, row in found.items() if key not in said and before.get(key) != row}
    assert all(row[0] is None and (key[0], key[1], key[3]) in covered for key, row in more.items()), more
    lost = {key for key in before.keys() - found.keys() if (key[0], key[1], key[3]) not in covered}
    assert not lost


def fed(house: Path, name: str, content: bytes, harms: tuple[Harm, ...], times: int) -> Counter[str]:
    """Hand in `times` damaged copies; how many were taken and refused."""
    dice = random.Random(f"{SEED} {name}")  # noqa: S311  no secret
    before, found = state_of(house), Counter[str]()
    for number in range(times):
        harm = dice.choice(harms)
        damaged = harm(content, dice) or b" "
        if dice.random() < 0.3:
            damaged = dice.choice(harms[:4])(damaged, dice) or b" "
        called = dice.choice(NAMES).replace("%", name)
        source = samples.SOURCES.get(name) if dice.random() < 0.9 else dice.choice([None, "town", "no_such_source"])
        try:
            report = judged(house, damaged, called, source)
            if number % 20 == 0 and not report.may_be_loaded:
                with pytest.raises(FileRefused):
                    intake.load(report, "fuzz")
            if report.may_be_loaded and found["taken"] % EACH_SO_MANY == 0:
                loaded_whole(house, report)
                found["loaded"] += 1
        except BaseException as problem:
            problem.add_note(f"{name}, number {number}, {harm.__name__}")
            raise
        found["taken" if report.may_be_loaded else "refused"] += 1
        intake.discard(report)
    assert state_of(house) == before
    assert found["loaded"] == -(-found["taken"] // EACH_SO_MANY)
    return found


# --- Tests


@pytest.mark.parametrize("name", samples.TEXTS)
def test_damaged_texts_are_read_or_refused_and_the_store_stays_as_it_was(house: Path, name: str) -> None:
    found = fed(house, name, samples.TEXTS[name](), OF_TEXTS, OF_TEXT)
    assert found["refused"] > 0


@pytest.mark.parametrize("name", samples.BOOKS)
def test_damaged_workbooks_are_read_or_refused_and_the_store_stays_as_it_was(house: Path, name: str) -> None:
    found = fed(house, name, samples.BOOKS[name](), OF_BOOKS, OF_BOOK)
    assert found["refused"] > 0


@pytest.mark.parametrize("name", sorted(path.name for path in SHARED.glob("*")) if SHARED.exists() else [])
def test_damaged_files_of_offices_are_read_or_refused_and_the_store_stays_as_it_was(house: Path, name: str) -> None:
    content = (SHARED / name).read_bytes()
    is_book = name.endswith((".xls", ".xlsx"))
    zipped = content.startswith(b"PK")
    harms = OF_BOOKS if zipped else OF_ALL if is_book else OF_TEXTS
    times = OF_SHARED // 3 if is_book else OF_SHARED
    found = fed(house, name, content if is_book else content[:LARGEST], harms, times)
    assert found["taken"] + found["refused"] == times


def test_more_than_two_thousand_damaged_files_are_handed_in() -> None:
    assert len(samples.TEXTS) * OF_TEXT + len(samples.BOOKS) * OF_BOOK >= 2_000


@pytest.mark.parametrize("name", [*samples.TEXTS, *samples.BOOKS])
def test_the_undamaged_samples_are_recognised(house: Path, name: str) -> None:
    content = (samples.TEXTS | samples.BOOKS)[name]()
    report = judged(house, content, name, samples.SOURCES.get(name))
    assert report.format
    assert report.may_be_loaded == (name in LOADABLE), "\n".join(lines(report))
    intake.discard(report)


LOADABLE = (
    "12411-01-01-4_neu.csv",
    "12411-01-01-4_alt.csv",
    "13211-02-05-4.csv",
    "inkar_web.csv",
    "inkar_bulk.csv",
    "struktur.csv",
    "gisd_thueringen_kreis.csv",
    "lang.csv",
    "breit.csv",
    "deutsch.csv",
    "eigene.xlsx",
)
"""Samples of which the catalogue knows the source."""
