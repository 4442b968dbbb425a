"""The command line: `python -m indicators --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from geo.command_line import COMMAND, Parser, carried_out
from indicators.refusal import Refused

# Every command imports what it needs itself: `build` runs before each start and finds nothing to do most of the time.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit status: 0, or 2 with a sentence on standard error."""

    def work() -> None:
        chosen = _parser().parse_args(arguments)
        chosen.run(chosen)

    return carried_out(work, (Refused,))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m indicators", description="Kennzahlen der Sozialplanung für Thüringen.")
    commands = parser.add_subparsers(dest=COMMAND, required=True, parser_class=Parser)
    build = commands.add_parser("build", help="den Datenbestand aus data/ bauen, wenn er fehlt oder veraltet ist")
    build.add_argument("--force", action="store_true", help="auch bauen, wenn nichts veraltet ist")
    build.set_defaults(run=_build)
    listing = commands.add_parser("list", help="alle Indikatoren zeigen")
    listing.set_defaults(run=_list)
    values = commands.add_parser("values", help="Werte eines Indikators zeigen")
    values.add_argument("indicator", metavar="KENNUNG", help="Kennung aus „list“, z. B. unemployment_rate")
    values.add_argument("--year", metavar="JAHR", help="Jahr; ohne Angabe alle")
    values.add_argument(
        "--level", metavar="EBENE", default="district", help="district, municipality, state, country oder planning_area"
    )
    values.add_argument("--areas", metavar="SCHLÜSSEL", help="Gebietsschlüssel, durch Komma getrennt")
    values.add_argument(
        "--territory", metavar="BEZUG", help="merged (Eisenach im Wartburgkreis, so auch ohne Angabe) oder published"
    )
    values.add_argument(
        "--division",
        metavar="STAND",
        help="2021: auf die 22 Kreise vom 01.07.2021 umgerechnet (statt --territory); bei planning_area der Stand",
    )
    shape = values.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="deutsche CSV-Datei")
    shape.add_argument("--csv-intl", action="store_true", help="CSV mit Komma und Punkt")
    shape.add_argument("--json", action="store_true", help="dasselbe wie /api/v1/values.json")
    values.set_defaults(run=_values)
    compare = commands.add_parser("compare", help="zwei Indikatoren nebeneinander, mit ihrem Zusammenhang")
    compare.add_argument("x", metavar="A", help="Kennung des ersten Indikators, z. B. unemployment_rate")
    compare.add_argument("y", metavar="B", help="Kennung des zweiten Indikators, z. B. sgb2_children_rate")
    compare.add_argument("--year", metavar="JAHR", help="gemeinsames Jahr; ohne Angabe das letzte")
    shape = compare.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="deutsche CSV-Datei")
    shape.add_argument("--json", action="store_true", help="dasselbe wie /api/v1/compare.json")
    compare.set_defaults(run=_compare)
    _add_index(commands)
    _add_profile(commands)
    _add_overview(commands)
    _add_fetch(commands)
    _add_intake(commands)
    return parser


def _add_intake(commands: Any) -> None:
    from indicators import commands as intake

    intake.add(commands)


def _add_fetch(commands: Any) -> None:
    fetch = commands.add_parser("fetch", help="amtliche Dateien von ihren offenen Adressen laden")
    fetch.add_argument("key", metavar="KENNUNG", nargs="?", help="was geladen wird; ohne Angabe: Liste der Kennungen")
    fetch.add_argument("--table", metavar="NUMMER", help="Tabelle der Regionaldatenbank, z. B. 12411-01-01-4")
    fetch.add_argument("--year", metavar="JAHR", help="Ausgabe oder Jahr; Regionaldatenbank auch 2015-2024")
    fetch.add_argument("--sha256", metavar="SUMME", help="Prüfsumme, die die Datei haben muss")
    fetch.set_defaults(run=_fetch)


def _add_profile(commands: Any) -> None:
    profile = commands.add_parser("profile", help="ein Gebiet über alle Ämter zeigen")
    profile.add_argument("area", metavar="SCHLÜSSEL", help="Schlüssel eines Kreises, z. B. 16052")
    profile.add_argument(
        "--against",
        metavar="VERGLEICH",
        default="state",
        help="state (Thüringen), similar (ähnliche Kreise) oder Schlüssel; bis zu drei, durch Komma getrennt",
    )
    shape = profile.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="deutsche CSV-Datei")
    shape.add_argument("--json", action="store_true", help="JSON")
    profile.set_defaults(run=_profile)


def _add_overview(commands: Any) -> None:
    overview = commands.add_parser("overview", help="alle Kreise in den Indikatoren eines Themenfelds oder Amts")
    overview.add_argument("--theme", metavar="THEMENFELD", help="z. B. existenzsicherung")
    overview.add_argument("--department", metavar="AMT", help="statt --theme, z. B. jugendamt")
    overview.add_argument("--year", metavar="JAHR", help="gemeinsames Jahr; ohne Angabe je Indikator das letzte")
    overview.add_argument("--show", metavar="UMFANG", default="all", help="all, rates (ohne Anzahlen) oder core")
    shape = overview.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="deutsche CSV-Datei")
    shape.add_argument("--json", action="store_true", help="JSON")
    overview.set_defaults(run=_overview)


def _add_index(commands: Any) -> None:
    index = commands.add_parser("index", help="den Sozialindex der Kreise zeigen")
    index.add_argument("--weights", metavar="GEWICHTE", help="sgb2_children_rate=2,unemployment_rate=1")
    index.add_argument("--preset", metavar="VORLAGE", help="statt Gewichten: mss oder equal")
    index.add_argument("--year", metavar="JAHR", help="Jahr; ohne Angabe das neueste mit Dynamik")
    index.add_argument("--span", metavar="JAHRE", help="Dynamik über 2 oder 5 Jahre")
    index.add_argument("--normalisation", metavar="NORMIERUNG", help="z_score, min_max oder rank")
    index.add_argument("--aggregation", metavar="MITTEL", help="arithmetic oder geometric")
    shape = index.add_mutually_exclusive_group()
    shape.add_argument("--csv", action="store_true", help="deutsche CSV-Datei")
    shape.add_argument("--json", action="store_true", help="JSON")
    index.set_defaults(run=_index)


def _build(chosen: argparse.Namespace) -> None:
    from indicators import sheet_files, versions

    if not chosen.force and versions.is_fresh():
        print(f"Datenbestand {versions.current_version()} ist aktuell.")
    else:
        from indicators.building import build
        from indicators.deliveries.progress import Lines, never_silent

        with never_silent(Lines(sys.stderr)) as say:
            version, _ = build(force=chosen.force, say=say)
        print(f"Datenbestand {version} gebaut.", flush=True)
    if not sheet_files.place_of(versions.current_version()).exists():
        _prepare_sheets(versions.current_version())


def _prepare_sheets(version: str) -> None:
    """What looks across departments asks for everything at once; the first visitor shall not wait for it."""
    from indicators import sheets_ahead
    from indicators.deliveries.progress import Lines, never_silent

    try:
        with never_silent(Lines(sys.stderr)) as say:
            sheets_ahead.prepare(version, say=say)
    except sheets_ahead.Unanswered:  # no reason not to start
        print("Nicht alle Indikatoren lassen sich berechnen. Bitte die Beschreibungen in data/own prüfen.")


def _list(_: argparse.Namespace) -> None:
    from indicators.catalogue import catalogue

    book = catalogue()
    for key, theme in book.themes.items():
        print(f"\n{theme.title}")
        for record in (item for item in book.indicators.values() if item.theme == key):
            star = "★" if record.core else " "
            print(f" {star} {record.id:<52} {record.title}")


def _profile(chosen: argparse.Namespace) -> None:
    import json

    from indicators import answers, comparison, profile_tables, profile_words, profiles

    found = profiles.profile(chosen.area, profiles.against_of(chosen.against))
    if chosen.csv:
        sys.stdout.buffer.write(profile_tables.german_csv(found).encode("utf-8"))
        return
    if chosen.json:
        print(json.dumps(profile_tables.as_json(found), ensure_ascii=False, indent=1))
        return
    print(f"{found.name} ({found.area}). {profile_words.summary(found)}")
    print(profile_words.territory(found.rows))
    for row in found.rows:
        tested = f" ({profile_words.trend_grounds(row)})" if profile_words.trend_grounds(row) else ""
        print(f"{profile_words.sentence(row, row.held[0])} {profile_words.trend_words(row)}{tested}")
    print(f"{comparison.ABOUT_METHODS} {profile_words.ABOUT_TRENDS}")
    print(f"{profile_words.sources(found.rows)} Datenstand {answers.data_version()}.")


def _values(chosen: argparse.Namespace) -> None:
    import json

    from indicators import answers, tables, value_records
    from indicators.wording import mark_words, number

    territory, division = answers.territory_of(chosen.territory, chosen.division, chosen.level)
    answer = answers.values(
        chosen.indicator,
        year=None if chosen.year is None else answers.year_of(chosen.year),
        level=chosen.level,
        areas=None if chosen.areas is None else answers.areas_of(chosen.areas),
        territory=territory,
        division=division,
    )
    if chosen.csv:
        # Bytes, so that line ends and the byte order mark leave as the file format wants them.
        sys.stdout.buffer.write(tables.german_csv(answer).encode("utf-8"))
        return
    if chosen.csv_intl:
        sys.stdout.buffer.write(tables.international_csv(answer).encode("utf-8"))
        return
    if chosen.json:
        print(json.dumps(value_records.as_json(answer), ensure_ascii=False, indent=1, allow_nan=False))
        return
    record = answer.record
    print(f"{record.title}, {record.unit_text}")
    for row in answer.frame.itertuples():
        text = number(row.value, record.decimals)
        print(f"{row.year}  {row.area:<9} {row.name:<28} {text:>12}  {mark_words(row.status, row.mark)}".rstrip())
    print(value_records.origin(answer))


def _overview(chosen: argparse.Namespace) -> None:
    import json

    from indicators import answers, overview, overview_tables

    group = overview.group_of(chosen.theme, chosen.department, chosen.show)
    found = overview.overview(group, None if chosen.year is None else answers.year_of(chosen.year))
    if chosen.csv:
        sys.stdout.buffer.write(overview_tables.german_csv(found).encode("utf-8"))
    elif chosen.json:
        print(json.dumps(overview_tables.as_json(found), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(overview_tables.lines(found)))


def _index(chosen: argparse.Namespace) -> None:
    import json

    from indicators import risk_index, risk_index_question, risk_index_tables

    names = ("weights", "preset", "year", "span", "normalisation", "aggregation")
    question = risk_index_question.question_of(**{name: getattr(chosen, name) for name in names})
    found = risk_index.asked(question)
    if chosen.csv:
        sys.stdout.buffer.write(risk_index_tables.german_csv(found).encode("utf-8"))
    elif chosen.json:
        print(json.dumps(risk_index_tables.as_json(found), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(risk_index_tables.lines(found)))


def _compare(chosen: argparse.Namespace) -> None:
    from indicators import answers, pairs, relation_tables

    asked = pairs.pair(chosen.x, chosen.y, None if chosen.year is None else answers.year_of(chosen.year))
    found = pairs.relation(asked)
    if chosen.csv:
        sys.stdout.buffer.write(relation_tables.german_csv(asked).encode("utf-8"))
    elif chosen.json:
        print(relation_tables.json_text(asked))
    else:
        print("\n".join(relation_tables.lines(asked, found)))


def _fetch(chosen: argparse.Namespace) -> None:
    from indicators import versions
    from indicators.deliveries import fetching
    from indicators.deliveries.progress import Lines

    if chosen.key is None:
        print("\n".join(fetching.listed()))
        return
    options = fetching.Options(table=chosen.table, year=chosen.year, sha256=chosen.sha256)
    say = Lines(sys.stdout)
    try:
        fetching.command(chosen.key, versions.folder() / "downloads", options, say)
    finally:
        say.end()


if __name__ == "__main__":
    sys.exit(main())
