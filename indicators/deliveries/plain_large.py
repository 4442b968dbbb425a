"""Long plain tables of millions of rows: read by Arrow in columns, every distinct key, year and series looked at once.

Only for text files whose first line is the header and whose columns are all known (area, year, measure, value, sign
and the like). Whatever is less simple goes the slow way of `plain_table`, which explains more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from indicators.deliveries import text as texts
from indicators.deliveries.encodings import ENCODINGS
from indicators.deliveries.files import SAMPLE, Delivered
from indicators.deliveries.findings import FileRefused
from indicators.deliveries.naming import folded
from indicators.deliveries.plain_cells import Place, number_of, threat_in
from indicators.deliveries.plain_codes import codes_of, first_row, periods_of, places_of, refuse_single_cases, words_of
from indicators.deliveries.plain_columns import OF_PLANNING_AREAS, ROLES
from indicators.deliveries.plain_rows import Remarks
from indicators.deliveries.reading import WORD, Reading, Series, table_of

SMALLEST = 5_000_000
"""Bytes; smaller files are read row by row."""
WORDS = ("key", "level", "period", "series", "unit", "sign", "quality")
MOST_DISTINCT = 200_000
NUMBER = r"^[+-]?\d+(\.\d+)?$"


@dataclass(frozen=True)
class Plan:
    """How the file is to be read: separator, decimal sign and the role of each column in the order of the file."""

    separator: str
    decimal: str
    is_decided: bool
    """Whether a number of the head (or the header) shows the decimal sign."""
    encoding: str
    headings: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def facts(self) -> dict[str, str]:
        """What was understood, in words."""
        return {
            "encoding": ENCODINGS[self.encoding],
            "separator": texts.SEPARATORS[self.separator],
            "layout": "lang, eine Zahl je Zeile",
        }


class _NotSimple(Exception):
    """Something a column reader cannot explain; the slow way can."""


def read(
    file: Delivered, format_: str, title: str, smallest: int = SMALLEST, *, decimal: str | None = None
) -> Reading | None:
    """Everything in the file; None where it is small or turns out to be less simple. Raises FileRefused.

    `decimal` is the decimal sign where somebody has named it.
    """
    if file.kind != "text" or file.size < smallest:
        return None
    plan = _plan(file, decimal)
    try:
        return None if plan is None else _read(file, plan, format_, title)
    except (_NotSimple, pa.ArrowInvalid):
        return None


def _plan(file: Delivered, decimal: str | None) -> Plan | None:
    try:
        text = texts.text_of(file)
        rows = texts.rows_of(file, text, limit=SAMPLE)
        headings = tuple(map(texts.clean, next(rows, (0, []))[1]))
        roles = tuple(ROLES.get(folded(heading), "") for heading in headings)
        fit = {"key", "period", "value"} <= set(roles) <= {*WORDS, "value", "name"} and len(set(roles)) == len(roles)
        if not fit or text.encoding == "utf-16" or folded(headings[roles.index("key")]).startswith(OF_PLANNING_AREAS):
            return None
        place = roles.index("value")
        head = list(rows)
        head = head[:-1] if file.size > SAMPLE else head  # the last one may be cut off
        cells = [texts.clean(row[place]) for _, row in head if len(row) == len(roles)]
        # A header in English beside commas is the international form: its decimal sign is the point.
        usual = "." if headings[place] == "value" and text.separator != ";" else None
        shown = bool(decimal or usual) or any("," in cell or "." in cell for cell in cells)
        sign = decimal or texts.decimal_sign_of(cells, usual)
        return Plan(text.separator, sign, shown, text.encoding, headings, roles)
    except (texts.Ambiguous, FileRefused):
        return None


def _read(file: Delivered, plan: Plan, format_: str, title: str) -> Reading:
    remarks, facts = Remarks(), plan.facts
    columns = _columns(file, plan)
    size = len(columns["value"])
    value, sign = _numbers(columns.pop("value"), columns.pop("sign", None), plan, remarks)
    is_empty = np.asarray(value.is_null()) & np.asarray(sign.is_null())
    areas, area = places_of(columns.pop("key"), columns.pop("level", None), remarks)
    days, period = periods_of(columns.pop("period"), remarks)
    code, unit, quality = (columns.pop(role, None) for role in ("series", "unit", "quality"))
    if code is not None and code.null_count:
        raise _NotSimple
    for role, words in (("series", code), ("unit", unit), ("quality", quality)):
        _say_threats(words, plan.headings[plan.roles.index(role)] if role in plan.roles else "", remarks)
    labels = code.dictionary.to_pylist() if code is not None else ["Wert"]
    series, units = codes_of(code, size), codes_of(unit, size)
    keys = [place.key or "" for place in areas]
    kept = (area >= 0) & (period >= 0) & ~is_empty
    facts |= _left_out(is_empty, area, areas)
    if not kept.any():
        raise FileRefused(f"In „{file.name}“ steht keine Zahl, die übernommen werden kann.", remarks.listed())
    refuse_single_cases(file, (area, period, series, units), kept)
    nothing = pa.nulls(size, WORD)
    years = np.array([texts.year_of(day) for day in days], dtype=np.int32)
    table = table_of(
        {
            "area": words_of(area, keys),
            "level": words_of(area, [place.level for place in areas]),
            "name": nothing,
            "period": words_of(period, days),
            "year": pa.array(years[period]),
            "series": code if code is not None else words_of(series, labels),
            "unit": unit if unit is not None else nothing,
            "value": value,
            "sign": sign,
            "quality": quality if quality is not None else nothing,
            "row": pa.array(np.arange(2, size + 2, dtype=np.int32)),
            "column": words_of(np.zeros(size, dtype=np.int32), [plan.headings[plan.roles.index("value")]]),
        }
    )
    table = table if kept.all() else table.filter(pa.array(kept))
    return Reading(format_, title, table, _labels(labels, series, units, unit), remarks.listed(), facts)


def _say_threats(words: pa.Array | None, heading: str, remarks: Remarks) -> None:
    """Notices of formulas and script among the words of a column, each at its first row."""
    if words is None:
        return
    for place, word in enumerate(words.dictionary.to_pylist()):
        if said := threat_in(word):
            remarks.notice(said, first_row(codes_of(words, len(words), nothing=-1), place), column=heading)


def _left_out(is_empty: np.ndarray, area: np.ndarray, places: list[Place]) -> dict[str, str]:
    """How many rows have no figure or belong to another state."""
    facts = {}
    if empty := int(np.count_nonzero(is_empty)):
        facts["empty"] = str(empty)
    elsewhere = [-2 - code for code, place in enumerate(places) if place.elsewhere]
    if elsewhere and (dropped := int(np.isin(area, elsewhere).sum())):
        facts["dropped"] = str(dropped)
    return facts


def _columns(file: Delivered, plan: Plan) -> dict[str, pa.Array]:
    """Role -> column; words with one dictionary, the value as number or, where signs stand among numbers, as text."""
    for value_type in (pa.float64(), pa.string()):
        types = {plan.headings[place]: WORD for place, role in enumerate(plan.roles) if role in WORDS}
        wanted = [heading for heading, role in zip(plan.headings, plan.roles, strict=True) if role != "name"]
        try:
            table = arrow_csv.read_csv(
                file.path,
                read_options=arrow_csv.ReadOptions(
                    block_size=1 << 23,
                    column_names=plan.headings,
                    skip_rows=1,
                    encoding="utf8" if plan.encoding == "utf-8" else plan.encoding,
                ),
                parse_options=arrow_csv.ParseOptions(delimiter=plan.separator),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=types | {plan.headings[plan.roles.index("value")]: value_type},
                    include_columns=wanted,
                    null_values=[""],
                    strings_can_be_null=True,
                    decimal_point=plan.decimal,
                ),
            )
        except pa.ArrowInvalid as problem:
            if "conversion error" not in str(problem).casefold() or value_type == pa.string():
                raise
            continue
        pieces = dict(zip((role for role in plan.roles if role != "name"), table.columns, strict=True))
        del table  # each column is joined and its pieces are given back before the next
        pool = pa.default_memory_pool()
        pool.release_unused()
        columns = {role: _one(pieces.pop(role)) for role in list(pieces)}
        pool.release_unused()
        return columns
    raise _NotSimple


def _one(column: pa.ChunkedArray) -> pa.Array:
    """All pieces of a column as one, with one dictionary."""
    joined = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column
    one = joined.combine_chunks()
    if isinstance(one, pa.ChunkedArray):
        one = one.chunk(0) if one.num_chunks else pa.array([], type=column.type)
    if pa.types.is_dictionary(one.type) and len(one.dictionary) > MOST_DISTINCT:
        raise _NotSimple
    return one


def _numbers(value: pa.Array, sign: pa.Array | None, plan: Plan, remarks: Remarks) -> tuple[pa.Array, pa.Array]:
    """Values and signs; text among the numbers is looked at once for each distinct text."""
    if value.type == pa.string():
        value, found = _signs_among(value, plan, remarks)
        if sign is not None:
            found = pc.coalesce(sign.cast(pa.string()), found)
        sign = found.dictionary_encode()
    numbers = value.to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        if np.isinf(numbers).any() or (np.isnan(numbers).sum() != value.null_count):
            raise _NotSimple
        if not plan.is_decided and (numbers != np.rint(numbers)).sum() > value.null_count:
            raise _NotSimple  # `1.234` far below a head of whole numbers: asked the slow way
    return value, sign if sign is not None else pa.nulls(len(value), WORD)


def _signs_among(printed: pa.Array, plan: Plan, remarks: Remarks) -> tuple[pa.Array, pa.Array]:
    pointed = pc.replace_substring(printed, ",", ".") if plan.decimal == "," else printed
    is_number = pc.match_substring_regex(pointed, NUMBER)
    if plan.decimal == ",":
        is_number = pc.and_(is_number, pc.invert(pc.match_substring(printed, ".")))
    numbers = pc.if_else(is_number, pointed, None).cast(pa.float64())
    rest = pc.if_else(is_number, None, printed).dictionary_encode()
    if len(rest.dictionary) > 10_000:
        raise _NotSimple
    found = [number_of(texts.clean(cell) or None, plan.decimal) for cell in rest.dictionary.to_pylist()]
    for place, number in enumerate(found):
        if number.problem:
            row = first_row(codes_of(rest, len(rest), nothing=-1), place)
            heading = plan.headings[plan.roles.index("value")]
            remarks.error(number.problem, row, column=heading, sign=rest.dictionary[place].as_py()[:20])
    values = pa.array([number.value for number in found], type=pa.float64())
    signs = pa.array([number.sign for number in found], type=pa.string())
    return pc.coalesce(numbers, values.take(rest.indices)), signs.take(rest.indices)


def _labels(names: list[str], series: np.ndarray, units: np.ndarray, unit: pa.Array | None) -> dict[str, Series]:
    if unit is None or not len(unit.dictionary):
        return {name: Series(name) for name in names}
    words = unit.dictionary.to_pylist()
    rows = [first_row(series, number) or 2 for number in range(len(names))]
    return {name: Series(name, words[units[row - 2]]) for name, row in zip(names, rows, strict=True)}
