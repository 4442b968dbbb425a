"""The web service of the Regionaldatenbank: the question it is asked, the tables and messages it answers with."""

from __future__ import annotations

import io
import json
import logging
import traceback
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from indicators.deliveries import fetching
from indicators.deliveries.addresses import addresses
from indicators.deliveries.downloading import Download, Patience
from indicators.deliveries.fetching import Options
from indicators.deliveries.genesis_service import Account, account, question_of
from indicators.deliveries.transport import FetchFailed, Places
from tests.recorded_server import Answer, Server, endless, says, serving

USER, PASSWORD = "DE-Muster-4711", "geheim: Straße ß9"
ENVIRONMENT = {"GENESIS_USER": USER, "GENESIS_PASSWORD": PASSWORD}
TABLE = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label\n"
    "12411;Fortschreibung;STAG;Stichtag;2024-12-31;KREISE;Kreise;16051;Erfurt, Stadt;217000;Anzahl;BEVSTD;Bevölkerung\n"
).encode()


@dataclass
class Heard:
    lines: list[str] = field(default_factory=list)
    sleeps: list[float] = field(default_factory=list)

    def __call__(self, text: str) -> None:
        self.lines.append(text)

    def progress(self, done: int, total: int | None) -> None:
        """Nothing to remember."""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as recorded:
        yield recorded


@pytest.fixture
def heard() -> Heard:
    return Heard()


def get(
    server: Server,
    folder: Path,
    heard: Heard,
    *,
    environment: dict[str, str] = ENVIRONMENT,
    limit_megabytes: int = 1,
    year: str = "2024",
) -> Download:
    changed = {"url": f"{server.origin}/genesisws/rest/2020/data/tablefile", "limit_megabytes": limit_megabytes}
    return fetching.command(
        "regionaldatenbank",
        folder,
        Options(table="12411-01-01-4", year=year),
        heard,
        known={"regionaldatenbank": addresses()["regionaldatenbank"].model_copy(update=changed)},
        environment=environment,
        places=Places(frozenset({server.origin})),
        patience=Patience(attempts=3, sleep=heard.sleeps.append, clock=lambda: 0.0),
    )


def refused(server: Server, folder: Path, heard: Heard, **other: object) -> str:
    """The sentence; and nothing of the answer stays, nothing of the account is said."""
    with pytest.raises(FetchFailed) as problem:
        get(server, folder, heard, **other)  # type: ignore[arg-type]
    assert {path.suffix for path in folder.iterdir()} <= {".lock"}
    everything = "\n".join([*traceback.format_exception(problem.value), *heard.lines])
    for secret in (USER, PASSWORD, "geheim"):
        assert secret.lower() not in everything.lower()
    return str(problem.value)


def message(code: object, content: str = "Text des Dienstes", kind: str = "Fehler") -> bytes:
    status = {"Code": code, "Content": content, "Type": kind}
    return json.dumps({"Ident": {"Method": "tablefile"}, "Status": status, "Parameter": {"username": USER}}).encode()


def flat(code: int, content: str) -> bytes:
    return b"\xef\xbb\xbf" + json.dumps({"Code": code, "Content": content, "Type": "ERROR"}).encode()


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), content)
    return out.getvalue()


# --- the question


def test_the_question_is_a_form_and_the_account_travels_in_header_fields_only(
    server: Server, tmp_path: Path, heard: Heard
) -> None:
    server.gives(says(200, TABLE))
    get(server, tmp_path, heard, year="2015-2024")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/genesisws/rest/2020/data/tablefile")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert {name: values[0] for name, values in parse_qs(asked.body.decode()).items()} == {
        "name": "12411-01-01-4",
        "area": "all",
        "compress": "false",
        "transpose": "false",
        "format": "ffcsv",
        "job": "false",
        "startyear": "2015",
        "endyear": "2024",
        "language": "de",
    }
    assert asked.headers["username"] == USER
    assert asked.headers["password"].encode("latin-1").decode("utf-8") == PASSWORD
    assert USER not in asked.path + asked.body.decode()


def test_a_token_is_a_user_without_password(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, TABLE))
    get(server, tmp_path, heard, environment={"GENESIS_USER": "0123456789abcdef"})
    assert server.asked[0].headers["username"] == "0123456789abcdef"
    assert server.asked[0].headers["password"] == ""


def test_without_an_account_nothing_is_asked(server: Server, tmp_path: Path, heard: Heard) -> None:
    with pytest.raises(FetchFailed, match="GENESIS_USER und GENESIS_PASSWORD setzen"):
        get(server, tmp_path, heard, environment={"GENESIS_PASSWORD": PASSWORD})
    assert server.asked == []


@pytest.mark.parametrize("value", ["geheim\r\nX-Other: 1", " geheim", "geheim\n", "ge\x00heim", "ge\x7fheim"])
def test_an_account_that_cannot_travel_in_a_header_is_refused_without_repeating_it(value: str) -> None:
    for name in ("GENESIS_USER", "GENESIS_PASSWORD"):
        with pytest.raises(FetchFailed) as problem:
            account(ENVIRONMENT | {name: value})
        assert "heim" not in str(problem.value)
        assert name in str(problem.value)


def test_an_account_does_not_show_itself() -> None:
    who = Account(USER, PASSWORD)
    assert USER not in repr(who)
    assert PASSWORD not in f"{who}"


@pytest.mark.parametrize("table", ["12411-01-01-4", "71327-Z-02", "52311-01-04-4-B", "12411-02-03-5", "12411-01-01-4 "])
def test_numbers_of_tables_are_recognised(table: str) -> None:
    assert question_of(table, "2024").table == table.strip()
    assert question_of(table.lower(), "2011–2024").years == "2011-2024"


# --- tables


def test_a_plain_table_is_kept_as_it_came(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, TABLE, Content_Type="text/csv"))
    got = get(server, tmp_path, heard)
    assert got.path == tmp_path / "12411-01-01-4_2024.csv"
    assert got.path.read_bytes() == TABLE
    assert (tmp_path / f"{got.path.name}.sha256").read_text() == f"{got.sha256}  {got.path.name}\n"
    record = json.loads((tmp_path / f"{got.path.name}.json").read_text())
    assert (record["table"], record["years"], record["licence"]) == ("12411-01-01-4", "2024", "dl_de_by_2_0")
    for path in tmp_path.iterdir():
        assert USER.encode() not in path.read_bytes()
        assert b"geheim" not in path.read_bytes()


def test_a_packed_table_is_unpacked_whatever_it_calls_itself(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, packed(**{"..__..__etc__12411_csv": TABLE}), Content_Type="application/octet-stream"))
    got = get(server, tmp_path, heard)
    assert got.path.read_bytes() == TABLE
    assert {path.name for path in tmp_path.iterdir()} == {
        got.path.name + ending for ending in ("", ".json", ".sha256", ".lock")
    }


def test_troubles_are_waited_out_and_the_answer_begins_anew(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(503), says(200, TABLE[:100], length=len(TABLE)), says(200, TABLE))
    assert get(server, tmp_path, heard).path.read_bytes() == TABLE
    assert heard.sleeps == [2.0, 4.0]


# --- messages


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-1, "einen inneren Fehler (Code -1)"),
        (2, "nimmt die Anmeldung nicht an"),
        (6, "zu viele Abrufe zugleich (Code 6)"),
        (15, "nimmt die Anmeldung nicht an"),
        (90, "kennt keine Tabelle „12411-01-01-4“ (Code 90)"),
        (98, "ist zu groß für den direkten Abruf (Code 98)"),
        ("98", "ist zu groß für den direkten Abruf (Code 98)"),
        (99, "einen Auftrag angelegt, statt die Datei zu schicken (Code 99)"),
        (104, "gibt es für 2024 keine Werte, oder es gibt keine solche Tabelle (Code 104)"),
        (77, "eine Meldung geschickt (Code 77): Text des Dienstes"),
        (None, "eine Meldung geschickt: Text des Dienstes"),
    ],
)
def test_a_message_with_status_200_becomes_a_sentence(
    server: Server, tmp_path: Path, heard: Heard, code: object, words: str
) -> None:
    server.gives(says(200, message(code), Content_Type="text/csv"))
    assert words in refused(server, tmp_path, heard)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says(404, flat(2, "Bitte prüfen und korrigieren Sie Ihren Nutzernamen")), "nimmt die Anmeldung nicht an"),
        (says(401, flat(15, "Sie sind nicht berechtigt")), "nimmt die Anmeldung nicht an"),
        (says(401), "nimmt die Anmeldung nicht an"),
        (says(404, message(104)), "keine solche Tabelle (Code 104)"),
        (says(404, b"<!doctype html>"), "kennt die Datei nicht (mehr) (HTTP 404)"),
        (says(206, TABLE), "antwortet unerwartet (HTTP 206)"),
        (says(405), "antwortet unerwartet (HTTP 405)"),
        (says(200, b"\xef\xbb\xbf<!doctype html><title></title>"), "eine Webseite statt der Datei"),
        (says(200, b""), "eine leere Datei"),
        (says(200, b"[1, 2]"), "eine Meldung geschickt. Nichts wurde übernommen."),
        (says(200, b"{" * 100_000), "eine Meldung geschickt. Nichts wurde übernommen."),
        (says(200, b"nur Text\n"), "keine CSV-Tabelle"),
        (says(200, b"%PDF-1.7"), "etwas anderes als erwartet"),
        (says(302, Location="https://www.example.org/login"), "dorthin geht keine Anmeldung"),
        (
            says(503),
            "ist gestört oder überlastet (HTTP 503); 3 Versuche blieben ohne Erfolg. Bitte später noch einmal.",
        ),
        (endless(b"1;2;3\n" * 10_000), "mehr als die erlaubten 1 MB"),
        (says(200, TABLE, length=len(TABLE) + 1), "Die Verbindung ist abgebrochen; 3 Versuche"),
    ],
    ids=range(17),
)
def test_whatever_is_no_table_is_refused_and_nothing_stays(
    server: Server, tmp_path: Path, heard: Heard, answer: Answer, words: str
) -> None:
    server.gives(answer)
    assert words in refused(server, tmp_path, heard)


def test_a_redirect_never_receives_the_account(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(307, Location="/genesisws/elsewhere"), says(200, TABLE))
    refused(server, tmp_path, heard)
    assert len(server.asked) == 1


def test_a_message_that_repeats_the_account_is_not_repeated(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, message(77, f"Nutzer {USER.lower()} ist gesperrt")))
    assert "Meldung geschickt (Code 77)." in refused(server, tmp_path, heard)
    server.gives(says(200, message(77, f"Passwort {PASSWORD} ist abgelaufen")))
    assert "abgelaufen" not in refused(server, tmp_path, heard)


def test_a_message_is_shown_short_and_without_control_signs(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, message(77, "\x1b[31mrot\r\n" + "a" * 5000)))
    text = refused(server, tmp_path, heard)
    assert "\x1b" not in text
    assert "\n" not in text
    assert len(text) < 500


def test_the_account_is_in_no_log(
    server: Server, tmp_path: Path, heard: Heard, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        server.gives(says(503), says(200, TABLE))
        get(server, tmp_path, heard)
        server.gives(says(401))
        with pytest.raises(FetchFailed):
            get(server, tmp_path, heard)
    said = caplog.text + "".join(capfd.readouterr()) + "\n".join(heard.lines)
    assert "tablefile" in caplog.text
    assert USER not in said
    assert "geheim" not in said


# --- archives


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (packed(a_csv=b"0;0\n" * 400_000), "mehr als die erlaubten 1 MB"),
        (packed(a_csv=TABLE, b_csv=TABLE), "nicht genau eine lesbare CSV-Datei"),
        (packed(**{"a.exe": TABLE}), "nicht genau eine lesbare CSV-Datei"),
        (packed(), "etwas anderes als erwartet"),
        (packed(a_csv=packed(a_csv=TABLE)), "etwas anderes als erwartet"),
        (packed(a_csv=message(98)), "ist zu groß für den direkten Abruf"),
        (packed(a_csv=TABLE)[:-30], "beschädigt"),
        (packed(a_csv=TABLE)[:40] + b"\xff" * 60 + packed(a_csv=TABLE)[100:], "beschädigt"),
    ],
    ids=["bomb", "two files", "no csv", "empty", "archive in archive", "message", "truncated", "broken"],
)
def test_an_archive_that_is_not_one_table_is_refused(
    server: Server, tmp_path: Path, heard: Heard, body: bytes, words: str
) -> None:
    server.gives(says(200, body))
    assert words in refused(server, tmp_path, heard)


def test_an_archive_that_lies_about_its_size_is_cut_off(server: Server, tmp_path: Path, heard: Heard) -> None:
    bomb = bytearray(packed(a_csv=b"0;0\n" * 400_000))
    true = (1_600_000).to_bytes(4, "little")
    assert bomb.count(true) == 2
    server.gives(says(200, bytes(bomb).replace(true, (1000).to_bytes(4, "little"))))
    refused(server, tmp_path, heard)


def test_an_encrypted_archive_is_refused(server: Server, tmp_path: Path, heard: Heard) -> None:
    locked = bytearray(packed(a_csv=TABLE))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    server.gives(says(200, bytes(locked)))
    assert "lesbare CSV-Datei" in refused(server, tmp_path, heard)
