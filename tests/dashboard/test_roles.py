"""Who may change something: signing in, the cookie, locks, and every refusal at every address of the intake."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard import attempts, roles
from dashboard.intake import addresses, desk, starting
from dashboard.password import hash_of
from indicators import building, district_sheets, versions
from indicators.catalogue import catalogue
from indicators.deliveries import template

PASSWORD = "ein langes Passwort"  # noqa: S105  only here
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
OWN = {"Origin": "http://localhost"}
CHANGING = ("abmeldung", "annahme", "annahme/pruefen", "annahme/uebernehmen", "annahme/verwerfen", "annahme/zurueck")


@pytest.fixture(autouse=True)
def switched_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store folder and a configured password."""
    monkeypatch.setenv("SOZIALPLANUNG_STORE", str(tmp_path))
    monkeypatch.setenv(roles.ADMIN_HASH, HASH)
    monkeypatch.delenv(roles.KEY, raising=False)
    roles._kept_key.cache_clear()
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What would have been started beside the pages."""
    found: list[tuple[str, str]] = []

    def start(what: str, delivery: desk.Delivery, handle: int) -> None:
        found.append((what, delivery.key))
        delivery.say("checked", "Geprüft.")
        os.close(handle)

    monkeypatch.setattr(starting, "start", start)
    return found


@pytest.fixture
def client() -> FlaskClient:
    server = Flask("intake")
    addresses.register(server)
    return server.test_client()


def sign_in(client: FlaskClient, password: str = PASSWORD, who: str = "Erika Beispiel", **more: Any) -> TestResponse:
    return client.post("/daten/anmeldung", json={"who": who, "password": password}, **{"headers": OWN, **more})


def token_of(client: FlaskClient) -> dict[str, str]:
    """The headers a page of ours sends."""
    cookie = client.get_cookie(roles.COOKIE)
    assert cookie is not None
    with client.application.test_request_context(headers={"Cookie": f"{roles.COOKIE}={cookie.value}"}):
        session = roles.session()
        assert session is not None
        return {**OWN, roles.FORM_HEADER: session.form_token}


def upload(client: FlaskClient, headers: dict[str, str], content: bytes = b"a;b", name: str = "a.csv") -> TestResponse:
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    return client.post("/daten/annahme", data=body, headers=headers, content_type="multipart/form-data; boundary=x")


def said(answer: TestResponse) -> str:
    text: str = answer.get_json()["error"]
    return text


def test_the_right_password_gives_a_cookie_that_scripts_and_other_sites_cannot_use(client: FlaskClient) -> None:
    answer = sign_in(client)
    assert answer.status_code == 200
    rules = answer.headers["Set-Cookie"]
    for rule in ("HttpOnly", "SameSite=Strict", "Max-Age=1800", "Path=/"):
        assert rule in rules
    assert "Secure" not in rules
    assert PASSWORD not in rules


@pytest.mark.parametrize(
    ("answer", "status", "kept"),
    [({"decimal": ","}, 200, ("town", ",")), ({"source": "other"}, 200, ("other", None)),
     ({"decimal": ";"}, 400, ("town", None)), ({"decimal": 3}, 400, ("town", None)), ({}, 400, ("town", None))],
)  # fmt: skip
def test_what_was_asked_is_answered_and_the_rest_is_kept(
    client: FlaskClient,
    started: list[tuple[str, str]],
    answer: dict[str, Any],
    status: int,
    kept: tuple[str, str | None],
) -> None:
    sign_in(client)
    delivery, handle = desk.claim("a.csv", "Erika Beispiel")
    delivery.content.write_bytes(b"a;b")
    delivery.changed(source="town").say("refused", "Abgewiesen.")
    os.close(handle)
    sent = client.post("/daten/annahme/pruefen", json={"key": delivery.key, **answer}, headers=token_of(client))
    assert sent.status_code == status
    assert len(started) == (status == 200)
    now = desk.current()
    assert now is not None
    assert (now.source, now.decimal) == kept


def test_over_https_the_cookie_is_secure(client: FlaskClient) -> None:
    answer = sign_in(client, headers={"Origin": "https://localhost", "X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_wrong_password_is_refused_without_saying_more(client: FlaskClient) -> None:
    answer = sign_in(client, "ein falsches Passwort")
    assert (answer.status_code, said(answer)) == (403, "Das Passwort stimmt nicht.")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("password", ["", "kurz", "x" * 1001, "ein langes Passwort\0"])
def test_what_can_be_no_password_is_wrong(client: FlaskClient, password: str) -> None:
    assert sign_in(client, password).status_code == 403


def test_five_failures_lock_the_door_even_for_the_right_password(client: FlaskClient) -> None:
    for _ in range(attempts.MOST_OF_ONE):
        assert sign_in(client, "ein falsches Passwort").status_code == 403
    answer = sign_in(client)
    assert answer.status_code == 429
    assert said(answer) == "Zu viele Fehlversuche. Bitte in einer Viertelstunde noch einmal versuchen."
    assert answer.headers["Retry-After"] == "900"


def test_the_lock_is_shared_by_all_workers_and_ends_after_its_time(
    client: FlaskClient, switched_on: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(attempts.MOST_OF_ONE):
        sign_in(client, "ein falsches Passwort")
    other = Flask("another worker")
    addresses.register(other)
    assert sign_in(other.test_client()).status_code == 429
    written = (switched_on / "sign-in.json").read_text(encoding="ascii")
    assert "127.0.0.1" not in written
    later = attempts.time.time() + attempts.PERIOD + 1
    monkeypatch.setattr(attempts.time, "time", lambda: later)
    assert sign_in(client).status_code == 200


def test_failures_of_one_caller_do_not_lock_out_another_until_there_are_very_many(client: FlaskClient) -> None:
    for _ in range(attempts.MOST_OF_ONE):
        sign_in(client, "ein falsches Passwort")
    assert sign_in(client, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 200
    for number in range(attempts.MOST_OF_ALL):
        sign_in(client, "ein falsches Passwort", environ_base={"REMOTE_ADDR": f"10.0.1.{number}"})
    assert sign_in(client, environ_base={"REMOTE_ADDR": "10.0.0.8"}).status_code == 429


def test_a_success_forgets_the_failures_of_its_caller(client: FlaskClient) -> None:
    for _ in range(attempts.MOST_OF_ONE - 1):
        sign_in(client, "ein falsches Passwort")
    assert sign_in(client).status_code == 200
    assert sign_in(client, "ein falsches Passwort").status_code == 403
    assert sign_in(client).status_code == 200


def test_a_damaged_list_of_failures_locks_for_a_while(client: FlaskClient, switched_on: Path) -> None:
    (switched_on / "sign-in.json").write_text("{", encoding="ascii")
    assert sign_in(client).status_code == 429


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://elsewhere.example"}, {"Origin": "null"}, {"Origin": "http://["},
     {"Origin": "http://localhost.elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
def test_signing_in_from_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = sign_in(client, headers=headers)
    assert (answer.status_code, said(answer)) == (403, roles.FOREIGN)


@pytest.mark.parametrize("path", CHANGING)
def test_without_a_session_nothing_is_done(client: FlaskClient, path: str) -> None:
    answer = client.post(f"/daten/{path}", json={"key": "x"}, headers=OWN)
    assert (answer.status_code, said(answer)) == (403, roles.NOT_SIGNED_IN)
    assert client.get("/daten/annahme").status_code == 403


@pytest.mark.parametrize("path", CHANGING)
@pytest.mark.parametrize("change", [{"Origin": "http://elsewhere.example"}, {roles.FORM_HEADER: "0" * 64},
                                    {roles.FORM_HEADER: ""}, {roles.FORM_HEADER: "ü"}])  # fmt: skip
def test_a_forged_form_is_refused_at_every_address(client: FlaskClient, path: str, change: dict[str, str]) -> None:
    sign_in(client)
    answer = client.post(f"/daten/{path}", json={"key": "x"}, headers=token_of(client) | change)
    assert (answer.status_code, said(answer)) == (403, roles.FOREIGN)


def test_a_session_ends_after_half_an_hour(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client)
    headers = token_of(client)
    assert client.get("/daten/annahme").status_code == 200
    from itsdangerous import timed

    later = int(attempts.time.time()) + roles.LASTING + 2
    monkeypatch.setattr(timed.TimestampSigner, "get_timestamp", lambda _: later)
    assert said(client.post("/daten/annahme/verwerfen", json={"key": "x"}, headers=headers)) == roles.NOT_SIGNED_IN


def test_a_cookie_that_was_changed_opens_nothing(client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get_cookie(roles.COOKIE)
    assert cookie is not None
    value = cookie.value
    middle = len(value) // 2
    other = "A" if value[middle] != "A" else "B"
    forged = ["", "x", value.rsplit(".", 1)[0] + ".", f"{value[:middle]}{other}{value[middle + 1 :]}", f"{value}A"]
    for value in (*forged, "ü" * 10, "." * 3000):
        client.set_cookie(roles.COOKIE, value)
        assert client.get("/daten/annahme").status_code == 403


def test_signing_out_ends_a_session_whose_cookie_was_kept(client: FlaskClient) -> None:
    sign_in(client)
    kept = client.get_cookie(roles.COOKIE)
    assert kept is not None
    assert client.post("/daten/abmeldung", json={}, headers=token_of(client)).status_code == 200
    assert client.get_cookie(roles.COOKIE) is None
    client.set_cookie(roles.COOKIE, kept.value)
    assert client.get("/daten/annahme").status_code == 403


def test_another_password_ends_all_sessions(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client)
    monkeypatch.setenv(
        roles.ADMIN_HASH, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("ein anderes!!")
    )
    assert client.get("/daten/annahme").status_code == 403


def test_without_a_configured_password_everything_is_off(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client)
    headers = token_of(client)
    monkeypatch.delenv(roles.ADMIN_HASH)
    assert said(sign_in(client)) == roles.OFF
    for path in CHANGING:
        assert said(client.post(f"/daten/{path}", json={}, headers=headers)) == roles.OFF


def test_the_key_is_drawn_once_and_only_this_service_reads_it(switched_on: Path) -> None:
    first = roles._key()
    roles._kept_key.cache_clear()
    assert roles._key() == first
    place = switched_on / "session.key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert len(first) == 64
    assert [path.name for path in switched_on.iterdir()] == ["session.key"]


@pytest.mark.parametrize(
    ("name", "value"),
    [(roles.ADMIN_HASH, "passwort"), (roles.ADMIN_HASH, "$argon2id$"), (roles.KEY, "secret"), (roles.KEY, "a" * 64)],
)
def test_an_unfit_password_or_secret_stops_the_start(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=f"^{name} ist"):
        addresses.register(Flask("unfit"))


def test_a_password_is_hashed_only_when_it_is_long_and_typed_twice() -> None:
    assert re.match(r"\$argon2id\$", hash_of(PASSWORD, PASSWORD))
    for password, repeated in (("kurz", "kurz"), (PASSWORD, PASSWORD + "!"), ("a" * 12, "a" * 12), ("x" * 1001, "x")):
        with pytest.raises(ValueError, match=r"Passwort|verschieden"):
            hash_of(password, repeated)


@pytest.mark.usefixtures("started")
def test_26_megabytes_are_refused_with_a_sentence_and_leave_nothing_behind(client: FlaskClient) -> None:
    sign_in(client)
    answer = upload(client, token_of(client), b"x" * 26_000_000)
    assert answer.status_code == 413
    assert said(answer).startswith("Die Datei ist größer als 25 MB.")
    answer = upload(client, token_of(client), b"x" * 25_000_001)
    assert answer.status_code == 413
    assert desk.current() is None
    assert not [path for path in desk.folder().rglob("*") if path.name != "desk.lock"]


@pytest.mark.usefixtures("started")
def test_what_is_no_file_is_refused_with_a_sentence(client: FlaskClient) -> None:
    sign_in(client)
    headers = token_of(client)
    for sent in (
        {"json": {"file": "x"}},
        {"data": b"", "content_type": "multipart/form-data"},
        {"data": {"source": ""}, "content_type": "multipart/form-data"},
        {"data": b"--x\r\nrubbish", "content_type": "multipart/form-data; boundary=x"},
    ):
        answer = client.post("/daten/annahme", headers=headers, **sent)
        assert (answer.status_code, said(answer)) == (400, addresses.NO_FILE)
    two = {"file": (io.BytesIO(b"a"), "a.csv"), "more": (io.BytesIO(b"b"), "b.csv")}
    answer = client.post("/daten/annahme", headers=headers, data=two, content_type="multipart/form-data")
    assert said(answer) == "Bitte nur eine Datei auf einmal."
    strange = {"file": (io.BytesIO(b"a"), "a.csv"), "source": "../../etc"}
    answer = client.post("/daten/annahme", headers=headers, data=strange, content_type="multipart/form-data")
    assert said(answer) == "Diese Quelle gibt es nicht."
    assert desk.current() is None


def test_a_file_lies_under_a_drawn_name_that_only_this_service_reads(
    client: FlaskClient, started: list[tuple[str, str]]
) -> None:
    sign_in(client)
    answer = upload(client, token_of(client), b"a;b\r\n1;2", "C:/Users/../<img src=x onerror=alert(1)>.csv")
    assert answer.status_code == 200
    here = desk.current()
    assert here is not None
    assert here.name == "<img src=x onerror=alert(1)>.csv"
    assert here.who == "Erika Beispiel"
    assert here.content.read_bytes() == b"a;b\r\n1;2"
    assert stat.S_IMODE(here.content.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f-]{36}", here.folder.name)
    assert started == [("check", here.key)]


@pytest.mark.usefixtures("started")
def test_a_second_administrator_is_told_that_a_delivery_waits(client: FlaskClient) -> None:
    sign_in(client)
    assert upload(client, token_of(client)).status_code == 200
    other = client.application.test_client()
    sign_in(other, who="Max Beispiel")
    answer = upload(other, token_of(other))
    assert answer.status_code == 409
    assert re.match(
        r"Auf dem Tisch liegt schon eine Lieferung: „a\.csv“ von Erika Beispiel, \d\d:\d\d Uhr\.", said(answer)
    )


@pytest.mark.usefixtures("started")
def test_discarding_removes_the_file_and_only_the_one_that_was_shown(client: FlaskClient) -> None:
    sign_in(client)
    headers = token_of(client)
    upload(client, headers)
    here = desk.current()
    assert here is not None
    for key in ("", "other", "../" + here.key):
        assert client.post("/daten/annahme/verwerfen", json={"key": key}, headers=headers).status_code == 409
    assert client.post("/daten/annahme/verwerfen", json={"key": here.key}, headers=headers).status_code == 200
    assert not here.folder.exists()
    assert client.get("/daten/annahme").get_json()["phase"] == "empty"


def test_a_file_nobody_decides_on_is_gone_after_an_hour(
    client: FlaskClient, started: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    upload(client, token_of(client))
    here = desk.current()
    assert here is not None
    assert started
    later = desk.time.time() + desk.KEPT + 61
    monkeypatch.setattr(desk.time, "time", lambda: later)
    desk.sweep()
    assert not here.folder.exists()


def test_work_that_was_broken_off_is_said_and_can_be_cleared_away(client: FlaskClient) -> None:
    delivery, handle = desk.claim("a.csv", "Erika")
    delivery.say("loading", "Neuer Datenbestand wird gebaut")
    assert delivery.phase == "loading"
    os.close(handle)  # the process that held it is gone
    assert (delivery.phase, delivery.words) == ("failed", desk.BROKEN_OFF)
    sign_in(client)
    assert (
        client.post("/daten/annahme/verwerfen", json={"key": delivery.key}, headers=token_of(client)).status_code == 200
    )


def test_loading_twice_at_once_is_refused(client: FlaskClient) -> None:
    delivery, handle = desk.claim("a.csv", "Erika")
    delivery.content.write_bytes(b"a")
    delivery.say("checked", "Geprüft.")
    sign_in(client)
    answer = client.post("/daten/annahme/uebernehmen", json={"key": delivery.key}, headers=token_of(client))
    assert (answer.status_code, said(answer)) == (
        409,
        "An dieser Datei wird gerade gearbeitet. Bitte einen Augenblick warten.",
    )
    os.close(handle)


def test_only_a_checked_file_can_be_loaded(client: FlaskClient, started: list[tuple[str, str]]) -> None:
    delivery, handle = desk.claim("a.csv", "Erika")
    delivery.content.write_bytes(b"a")
    delivery.say("refused", "Abgewiesen.")
    os.close(handle)
    sign_in(client)
    headers = token_of(client)
    assert (
        said(client.post("/daten/annahme/uebernehmen", json={"key": delivery.key}, headers=headers)) == addresses.GONE
    )
    assert started == []


def test_the_list_of_changes_is_for_the_administrator_and_the_delivery_that_is_shown(
    client: FlaskClient, started: list[tuple[str, str]]
) -> None:
    address = "/daten/annahme/aenderungen.csv"
    sign_in(client)
    upload(client, token_of(client))
    here = desk.current()
    assert here is not None
    assert client.get(f"{address}?key={here.key}").status_code == 409  # there is no list yet
    here.changes.write_text("a;b", encoding="utf-8")
    answer = client.get(f"{address}?key={here.key}")
    assert (answer.status_code, answer.text) == (200, "a;b")
    assert answer.headers["Content-Disposition"] == "attachment; filename=aenderungen.csv"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()
    assert client.get(f"{address}?key=another").status_code == 409
    client.delete_cookie(roles.COOKIE)
    refused = client.get(f"{address}?key={here.key}")
    assert (refused.status_code, refused.get_json()) == (403, {"error": roles.NOT_SIGNED_IN})
    assert started


def test_only_a_kept_version_can_be_returned_to(client: FlaskClient) -> None:
    sign_in(client)
    for version in ("../../etc/passwd", "000000000000", "current"):
        answer = client.post("/daten/annahme/zurueck", json={"version": version}, headers=token_of(client))
        assert answer.status_code == 400
    answer = client.post("/daten/annahme/zurueck", json={"version": 5}, headers=token_of(client))
    assert said(answer).startswith("Die Anfrage ist unvollständig.")


def test_neither_password_nor_secrets_reach_the_log_or_the_work_beside(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in(client)
    sign_in(client, "ein falsches Passwort")
    assert PASSWORD not in caplog.text
    assert "ein falsches Passwort" not in caplog.text
    monkeypatch.setenv(roles.KEY, "0123456789" * 4)
    assert not set(roles.SECRETS) & set(starting._environment())


def test_the_marks_of_callers_are_gone_with_their_time(client: FlaskClient, switched_on: Path) -> None:
    sign_in(client, "ein falsches Passwort")
    content = json.loads((switched_on / "sign-in.json").read_text(encoding="ascii"))
    assert len(content["failures"]) == 1
    sign_in(client)
    assert json.loads((switched_on / "sign-in.json").read_text(encoding="ascii"))["failures"] == []


# --- The process beside the pages is killed


SERIES = "Betten im Notquartier"


@pytest.fixture
def whole_client(switched_on: Path, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of the whole application on a store of its own, with records of one more series."""
    for path, text in template.own_records(SERIES, "district").items():
        (switched_on / "own" / path).parent.mkdir(parents=True, exist_ok=True)
        (switched_on / "own" / path).write_text(text, encoding="utf-8")
    monkeypatch.setenv("SOZIALPLANUNG_OWN", str(switched_on / "own"))
    monkeypatch.setattr(district_sheets, "make", lambda _: None)  # here; the process beside makes them
    catalogue.cache_clear()
    building.build()
    yield visitor.application.test_client()
    catalogue.cache_clear()


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that the pages start."""
    found: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def begun(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        found.append(begin(*arguments, **options))
        return found[-1]

    monkeypatch.setattr(starting.subprocess, "Popen", begun)
    return found


def table() -> bytes:
    """A number for every district."""
    lines = template.template("csv", "district", title=SERIES, year=2023).decode("utf-8-sig").splitlines()
    rows = [line.split(";") for line in lines[1:] if line.startswith("16")]
    return "\r\n".join([lines[0], *(";".join([*row[:5], str(100 + at), ""]) for at, row in enumerate(rows))]).encode()


def wait_until(is_so: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.002)


def lying_there() -> desk.Delivery:
    delivery = desk.current()
    assert delivery is not None
    return delivery


@pytest.mark.parametrize("step", ["Datei wird gelesen", "Neuer Datenbestand wird gebaut", "Gebietsblätter werden vorb"])
def test_where_the_load_beside_the_pages_is_killed_they_answer_as_before_and_the_file_can_be_sent_again(
    whole_client: FlaskClient, beside: list[subprocess.Popen[bytes]], step: str
) -> None:
    question = "/api/v1/values.json?indicator=unemployment_rate&year=2021"
    version, shown = versions.pointed_at(), whole_client.get(question).json
    sign_in(whole_client)
    headers = token_of(whole_client)
    assert upload(whole_client, headers, table(), "betten.csv").status_code == 200
    assert beside[-1].wait(timeout=120) == 0
    assert lying_there().phase == "checked", lying_there().words
    key = {"key": lying_there().key}
    assert whole_client.post("/daten/annahme/uebernehmen", json=key, headers=headers).status_code == 200
    wait_until(lambda: lying_there().words.startswith(step))
    os.kill(beside[-1].pid, signal.SIGKILL)
    assert beside[-1].wait(timeout=30) == -signal.SIGKILL, "the load had ended before it was killed"

    for path in ("/", "/daten", "/profil", "/healthz"):
        assert whole_client.get(path).status_code == 200, path
    assert (versions.pointed_at(), whole_client.get(question).json) == (version, shown)
    told = whole_client.get("/daten/annahme").get_json()
    assert (told["phase"], told["words"]) == ("failed", desk.BROKEN_OFF)
    again = upload(whole_client, headers, table(), "betten.csv")
    assert again.status_code == 200, said(again)
    assert beside[-1].wait(timeout=120) == 0
    assert lying_there().phase == "checked", lying_there().words
    assert (
        whole_client.post("/daten/annahme/verwerfen", json={"key": lying_there().key}, headers=headers).status_code
        == 200
    )
