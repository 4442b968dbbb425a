"""Fetching: only from the fixed places, through bad lines, and whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import random
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from indicators.catalogue import catalogue
from indicators.deliveries import downloading, fetching, transport
from indicators.deliveries.addresses import HOSTS, Address, addresses
from indicators.deliveries.downloading import Patience, Wanted, download
from indicators.deliveries.fetching import Options
from indicators.deliveries.progress import Lines
from indicators.deliveries.transport import FetchFailed, Places, checked_url, is_public
from tests.recorded_server import Handler, Server, broken_after, endless, ranged, says, serving


def archive() -> bytes:
    """A zip file of about 600 kB that does not compress."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("inkar.csv", random.Random(4).randbytes(600_000))  # noqa: S311  only to be hard to pack
    return packed.getvalue()


WHOLE = archive()
DIGEST = hashlib.sha256(WHOLE).hexdigest()
OLD, NEW = '"first"', '"second"'


@dataclass
class Heard:
    """A voice that remembers, and a clock that only moves when somebody sleeps."""

    lines: list[str] = field(default_factory=list)
    sleeps: list[float] = field(default_factory=list)
    seen: list[tuple[int, int | None]] = field(default_factory=list)

    def __call__(self, text: str) -> None:
        self.lines.append(text)

    def progress(self, done: int, total: int | None) -> None:
        self.seen.append((done, total))

    def patience(self, **other: float) -> Patience:
        return Patience(sleep=self.sleeps.append, clock=lambda: sum(self.sleeps), **other)  # type: ignore[arg-type]


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
    url: str = "",
    limit: int = 2_000_000,
    sha256: str = "",
    **other: float,
) -> downloading.Download:
    wanted = Wanted(url or f"{server.origin}/folder/file.zip", "file.zip", "zip", limit, "dl_de_by_2_0", sha256)
    places = Places(frozenset({server.origin}))
    return download(wanted, folder, heard, places=places, patience=heard.patience(**other))


def refused(server: Server, folder: Path, heard: Heard, **other: object) -> str:
    with pytest.raises(FetchFailed) as problem:
        get(server, folder, heard, **other)  # type: ignore[arg-type]
    assert problem.value.__cause__ is None
    return str(problem.value)


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"file.zip.lock"}


# --- the good line


def test_a_whole_file_lands_with_checksum_and_record_beside_it(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, WHOLE, ETag=OLD, Last_Modified="Mon, 05 Oct 2026 10:00:00 GMT"))
    got = get(server, tmp_path, heard)
    assert got.is_new
    assert (got.path, got.sha256, got.size) == (tmp_path / "file.zip", DIGEST, len(WHOLE))
    assert got.path.read_bytes() == WHOLE
    assert (tmp_path / "file.zip.sha256").read_text() == f"{DIGEST}  file.zip\n"
    record = json.loads((tmp_path / "file.zip.json").read_text())
    assert record["url"] == f"{server.origin}/folder/file.zip"
    assert (record["sha256"], record["size"], record["etag"]) == (DIGEST, len(WHOLE), OLD)
    assert record["licence"] == "dl_de_by_2_0"
    assert record["fetched"].endswith("+00:00")
    assert left(tmp_path) == {"file.zip", "file.zip.sha256", "file.zip.json"}
    assert heard.seen[-1] == (len(WHOLE), len(WHOLE))
    asked = server.asked[0].headers
    assert asked["accept-encoding"] == "identity"
    assert not {"range", "cookie", "authorization", "if-none-match"} & set(asked)


def test_a_file_that_has_not_changed_is_not_loaded_again(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(ranged(WHOLE, OLD))
    get(server, tmp_path, heard)
    again = get(server, tmp_path, heard)
    assert not again.is_new
    assert again.sha256 == DIGEST
    assert server.asked[1].headers["if-none-match"] == OLD


def test_a_file_somebody_changed_on_disk_is_loaded_anew(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(ranged(WHOLE, OLD))
    path = get(server, tmp_path, heard).path
    path.write_bytes(b"x" * len(WHOLE))
    assert get(server, tmp_path, heard).is_new
    assert path.read_bytes() == WHOLE


# --- the bad line


def test_a_broken_download_goes_on_where_it_broke_off(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(broken_after(250_000, WHOLE, OLD), ranged(WHOLE, OLD))
    got = get(server, tmp_path, heard)
    assert got.path.read_bytes() == WHOLE
    assert server.asked[1].headers["range"] == "bytes=250000-"
    assert server.asked[1].headers["if-range"] == OLD
    assert heard.sleeps == [2.0]
    assert heard.lines == ["Die Verbindung ist abgebrochen; neuer Versuch in 2 s."]


def test_a_line_that_breaks_every_20_kilobytes_still_brings_the_whole_file(
    server: Server, tmp_path: Path, heard: Heard
) -> None:
    def short_breathed(handler: Handler) -> None:
        start = int(handler.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        place = {"Content_Range": f"bytes {start}-{len(WHOLE) - 1}/{len(WHOLE)}"} if start else {}
        rest = WHOLE[start:]
        says(206 if start else 200, rest[:20_000], length=len(rest), ETag=OLD, **place)(handler)

    server.gives(short_breathed)
    assert get(server, tmp_path, heard).path.read_bytes() == WHOLE
    assert set(heard.sleeps) == {2.0}


def test_an_interrupted_download_goes_on_in_the_next_call(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(broken_after(250_000, WHOLE, OLD))
    text = refused(server, tmp_path, heard, attempts=1)
    assert text.endswith("Was schon geladen ist, bleibt und wird fortgesetzt.")
    assert left(tmp_path) == {"file.zip.part", "file.zip.part.json"}
    server.gives(ranged(WHOLE, OLD))
    assert get(server, tmp_path, heard).path.read_bytes() == WHOLE
    assert server.asked[-1].headers["range"] == "bytes=250000-"


def test_a_part_that_was_already_whole_is_kept(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(broken_after(250_000, WHOLE, OLD))
    refused(server, tmp_path, heard, attempts=1)
    (tmp_path / "file.zip.part").write_bytes(WHOLE)
    server.gives(says(416, ETag=OLD, Content_Range=f"bytes */{len(WHOLE)}"))
    assert get(server, tmp_path, heard).sha256 == DIGEST


def test_a_server_that_ignores_ranges_is_taken_from_the_start(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(broken_after(250_000, WHOLE, OLD), says(200, WHOLE, ETag=OLD))
    assert get(server, tmp_path, heard).path.read_bytes() == WHOLE


def test_a_changed_file_is_started_over_and_never_glued_together(server: Server, tmp_path: Path, heard: Heard) -> None:
    newer = archive_of(b"newer")
    server.gives(broken_after(250_000, WHOLE, OLD), ranged(newer, NEW))
    assert get(server, tmp_path, heard).path.read_bytes() == newer


def archive_of(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "wrong",
    [
        {"Content_Range": f"bytes 100-{len(WHOLE) - 1}/{len(WHOLE)}", "ETag": OLD},
        {"Content_Range": f"bytes 250000-{len(WHOLE) - 1}/{len(WHOLE) + 7}", "ETag": OLD},
        {"Content_Range": f"bytes 250000-{len(WHOLE) - 1}/{len(WHOLE)}", "ETag": NEW},
        {"Content_Range": f"bytes 250000-{'9' * 6000}/{'9' * 6000}", "ETag": OLD},
        {"ETag": OLD},
    ],
    ids=["another place", "another size", "another file", "absurd place", "no place"],
)
def test_a_wrong_continuation_is_thrown_away(
    server: Server, tmp_path: Path, heard: Heard, wrong: dict[str, str]
) -> None:
    server.gives(broken_after(250_000, WHOLE, OLD), says(206, WHOLE[250_000:], **wrong), ranged(WHOLE, OLD))
    assert get(server, tmp_path, heard).path.read_bytes() == WHOLE
    assert "range" not in server.asked[2].headers


def test_without_a_mark_of_the_server_nothing_is_resumed(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, WHOLE[:250_000], length=len(WHOLE)), says(200, WHOLE))
    assert get(server, tmp_path, heard).path.read_bytes() == WHOLE
    assert "range" not in server.asked[1].headers


def test_troubles_of_the_server_are_waited_out(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(500), says(503, Retry_After="7"), says(429), says(200, WHOLE))
    assert get(server, tmp_path, heard).sha256 == DIGEST
    assert heard.sleeps == [2.0, 7.0, 8.0]


def test_after_five_attempts_a_sentence_says_so(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(502))
    text = refused(server, tmp_path, heard)
    assert text == (
        "„127.0.0.1“ ist gestört oder überlastet (HTTP 502); 5 Versuche blieben ohne Erfolg. Bitte später noch einmal."
    )
    assert heard.sleeps == [2.0, 4.0, 8.0, 16.0]


def test_a_server_asking_for_a_day_is_not_waited_for_that_long(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(503, Retry_After="86400"), says(200, WHOLE))
    get(server, tmp_path, heard)
    assert heard.sleeps == [downloading.LONGEST_WAIT]


def test_a_server_that_does_not_listen_is_tried_again_and_named(tmp_path: Path, heard: Heard) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{closed.getsockname()[1]}"
    text = refused(Server(origin), tmp_path, heard)
    assert text.startswith("„127.0.0.1“ ist nicht erreichbar; 5 Versuche")


def test_a_server_that_falls_silent_is_left(server: Server, tmp_path: Path, heard: Heard) -> None:
    def silent(_: object) -> None:
        threading.Event().wait(1.5)

    server.gives(silent, says(200, WHOLE))  # type: ignore[arg-type]
    assert get(server, tmp_path, heard, read=0.5).sha256 == DIGEST
    assert heard.lines == ["„127.0.0.1“ antwortet nicht; neuer Versuch in 2 s."]


def test_a_line_that_crawls_counts_as_broken(
    server: Server, tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "PIECE", 64)
    server.gives(says(200, WHOLE, ETag=OLD))
    late = iter(range(0, 100_000, 40))
    patience = Patience(attempts=1, sleep=heard.sleeps.append, clock=lambda: float(next(late)))
    wanted = Wanted(f"{server.origin}/file.zip", "file.zip", "zip", 2_000_000)
    with pytest.raises(FetchFailed, match=r"^Die Verbindung steht fast still"):
        download(wanted, tmp_path, heard, places=Places(frozenset({server.origin})), patience=patience)


# --- what is not the file


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "kennt die Datei nicht (mehr) (HTTP 404)"), (403, "verweigert den Abruf"), (418, "antwortet unerwartet")],
)
def test_what_stays_as_it_is_is_not_tried_again(
    server: Server, tmp_path: Path, heard: Heard, status: int, words: str
) -> None:
    server.gives(says(status, b"<html>no</html>"))
    assert words in refused(server, tmp_path, heard)
    assert len(server.asked) == 1
    assert left(tmp_path) == set()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xef\xbb\xbf<!doctype html><html>Wartung</html>", "eine Webseite statt der Datei"),
        (b'{"Status": {"Code": 98}}', "eine Meldung statt der Datei"),
        (b"", "eine leere Datei"),
        (b"a;b\n1;2\n", "etwas anderes als erwartet"),
        (WHOLE[:400_000], "Das geladene Archiv ist unvollständig"),
    ],
    ids=["html", "json", "empty", "csv", "truncated archive"],
)
def test_an_answer_with_200_that_is_not_the_file_is_refused_and_the_old_file_stays(
    server: Server, tmp_path: Path, heard: Heard, body: bytes, words: str
) -> None:
    server.gives(ranged(WHOLE, OLD))
    get(server, tmp_path, heard)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    server.gives(says(200, body, ETag=NEW))
    assert words in refused(server, tmp_path, heard)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_wrong_checksum_is_refused_and_nothing_stays(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, WHOLE))
    text = refused(server, tmp_path, heard, sha256="0" * 64)
    assert f"erwartet {'0' * 64}, geladen {DIGEST}" in text
    assert left(tmp_path) == set()
    assert get(server, tmp_path, heard, sha256=DIGEST.upper()).sha256 == DIGEST


def test_a_length_that_is_never_reached_ends_in_a_sentence(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, WHOLE, length=len(WHOLE) + 5))
    assert refused(server, tmp_path, heard).startswith(
        "Die Verbindung ist abgebrochen; 5 Versuche blieben ohne Erfolg."
    )
    assert "fortgesetzt" not in heard.lines[-1]
    assert not (tmp_path / "file.zip").exists()


def test_an_endless_body_is_cut_off_at_the_limit(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(endless(b"x" * 65_536))
    assert "mehr als die erlaubten 1 MB" in refused(server, tmp_path, heard, limit=1_000_000)
    assert left(tmp_path) == set()


def test_an_announced_size_beyond_the_limit_is_not_even_begun(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, b"PK\x03\x04", length=5_000_000_000))
    assert "mehr als die erlaubten 2 MB" in refused(server, tmp_path, heard)
    assert heard.seen == []


def test_an_absurd_length_is_beyond_every_limit(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, WHOLE, length=10**4000))
    assert "mehr als die erlaubten 2 MB" in refused(server, tmp_path, heard)


def test_a_disk_without_room_is_said_before_anything_is_written(
    server: Server, tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 1000

    monkeypatch.setattr(downloading.shutil, "disk_usage", lambda _: Full)
    server.gives(says(200, WHOLE))
    assert refused(server, tmp_path, heard).startswith("Für „file.zip“ fehlt Platz: 1 MB werden noch gebraucht.")


def test_a_disk_that_fills_up_on_the_way_is_said_and_what_is_there_goes_on_later(
    server: Server, tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    server.gives(ranged(WHOLE, OLD))
    with monkeypatch.context() as patched:
        patched.setattr(downloading, "receive", full)
        text = refused(server, tmp_path, heard)
    assert text.startswith("„file.zip“ lässt sich nicht speichern: der Datenträger ist voll.")
    assert get(server, tmp_path, heard).sha256 == DIGEST


def test_a_packed_transfer_is_refused_instead_of_unpacked(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, WHOLE, Content_Encoding="gzip"))
    assert "anders verpackt" in refused(server, tmp_path, heard)


def test_two_downloads_of_the_same_file_do_not_write_into_each_other(
    server: Server, tmp_path: Path, heard: Heard
) -> None:
    server.gives(says(200, WHOLE))
    with downloading.reserved(tmp_path / "file.zip"):
        assert "wird gerade schon geladen" in refused(server, tmp_path, heard)
    assert get(server, tmp_path, heard).sha256 == DIGEST


# --- only where it may go


def test_a_redirect_within_the_places_is_followed(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(302, Location="/elsewhere/file.zip"), says(200, WHOLE))
    assert get(server, tmp_path, heard).sha256 == DIGEST
    assert server.asked[1].path == "/elsewhere/file.zip"


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/file.zip",
        "http://127.0.0.1:{other}/file.zip",
        "http://localhost:{port}/file.zip",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://user:secret@127.0.0.1:{port}/file.zip",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/1",
        "//example.org/file.zip",
        "http:\\\\127.0.0.1:{port}\\file.zip",
        "http://127.0.0.1:99999/",
        "http://[broken/",
    ],
)
def test_a_redirect_off_the_list_is_refused_without_a_request(
    server: Server, tmp_path: Path, heard: Heard, target: str
) -> None:
    port = urlsplit(server.origin).port
    with serving() as other:
        other.gives(says(200, WHOLE))
        server.gives(says(302, Location=target.format(port=port, other=urlsplit(other.origin).port)))
        text = refused(server, tmp_path, heard)
        assert other.asked == []
    assert "fest" in text
    assert "secret" not in text
    assert len(server.asked) == 1
    assert left(tmp_path) == set()


def test_redirects_in_a_circle_end(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(301, Location="/again"))
    assert "leitet im Kreis um" in refused(server, tmp_path, heard)
    assert len(server.asked) == transport.MAX_REDIRECTS + 1


def test_the_body_of_a_redirect_is_not_read(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(endless(b"x" * 65_536, status=302, Location="https://example.org/"))
    assert "Von „example.org“ wird nichts geladen" in refused(server, tmp_path, heard)


@pytest.mark.parametrize(
    "url",
    [
        "http://daten.gdz.bkg.bund.de/file.zip",
        "https://daten.gdz.bkg.bund.de:8443/file.zip",
        "https://daten.gdz.bkg.bund.de.example.org/file.zip",
        "https://daten.gdz.bkg.bund.de@example.org/file.zip",
        "https://user:secret@daten.gdz.bkg.bund.de/file.zip",
        "https://127.0.0.1/",
        "http://127.0.0.1/",
        "https://example.org\\@daten.gdz.bkg.bund.de/",
        "https://daten.gdz.bkg.bund.de/a b",
        "https://daten.gdz.bkg.bund.de/\r\nHost: x",
        "file:///etc/passwd",
        "gopher://daten.gdz.bkg.bund.de/",
        "ftp://daten.gdz.bkg.bund.de/",
        "",
    ],
)
def test_nothing_but_https_to_a_listed_host_is_asked(url: str) -> None:
    with pytest.raises(FetchFailed, match="fest") as problem:
        checked_url(url, transport.OFFICIAL)
    assert "secret" not in str(problem.value)


def test_the_official_places_are_the_fixed_hosts_over_https() -> None:
    assert transport.OFFICIAL.origins == {f"https://{host}" for host in HOSTS}
    assert checked_url("https://daten.gdz.bkg.bund.de/file.zip", transport.OFFICIAL)


def test_plain_http_cannot_be_listed_for_any_other_machine() -> None:
    for origin in ("http://example.org", "http://10.0.0.1", "http://localhost:80", "file://", "ftp://127.0.0.1"):
        with pytest.raises(ValueError, match="not an origin"):
            Places(frozenset({origin}))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.178.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  nothing is bound to it
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "no address",
    ],
)
def test_a_listed_host_in_a_private_network_is_not_connected_to(address: str, tmp_path: Path, heard: Heard) -> None:
    assert not is_public(address)
    places = Places(transport.OFFICIAL.origins, resolve=lambda _host, _port: ["193.174.1.1", address])
    wanted = Wanted("https://daten.gdz.bkg.bund.de/file.zip", "file.zip", "zip", 1000)
    with pytest.raises(FetchFailed, match="führt von hier aus in ein privates Netz"):
        download(wanted, tmp_path, heard, places=places, patience=heard.patience())
    assert heard.sleeps == []


def test_public_addresses_are_recognised() -> None:
    for address in ("193.174.1.1", "2a00:1450:4001::1", "64:ff9b::c1ae:101", "::ffff:193.174.1.1"):
        assert is_public(address)


def test_a_name_that_cannot_be_resolved_is_tried_again(tmp_path: Path, heard: Heard) -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    places = Places(transport.OFFICIAL.origins, resolve=unknown)
    wanted = Wanted("https://daten.gdz.bkg.bund.de/file.zip", "file.zip", "zip", 1000)
    with pytest.raises(FetchFailed, match="ist nicht erreichbar; 5 Versuche"):
        download(wanted, tmp_path, heard, places=places, patience=heard.patience())


def test_the_checked_address_is_connected_to_and_the_certificate_asked_for_by_name(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    hello: list[bytes] = []
    connected: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        here, there = socket.socketpair()

        def listen() -> None:
            hello.append(there.recv(4096))
            there.sendall(b"HTTP/1.0 400 this is not TLS\r\n\r\n")
            there.close()

        threading.Thread(target=listen).start()
        return here

    monkeypatch.setattr("urllib3.connection.connection.create_connection", connect)
    places = Places(transport.OFFICIAL.origins, resolve=lambda _host, _port: ["193.174.1.1"])
    wanted = Wanted("https://daten.gdz.bkg.bund.de/file.zip", "file.zip", "zip", 1000)
    with pytest.raises(FetchFailed, match=r"Zertifikat von „daten\.gdz\.bkg\.bund\.de“"):
        download(wanted, tmp_path, heard, places=places, patience=heard.patience(attempts=1))
    assert connected == ["193.174.1.1"]
    assert b"daten.gdz.bkg.bund.de" in hello[0]


def test_proxies_and_certificates_of_the_surroundings_are_not_mixed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://10.0.0.1:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/office.pem")
    with transport.opened(transport.OFFICIAL) as session:
        assert not session.trust_env
        assert session.proxies == {}
        assert session.verify == "/etc/office.pem"
        assert list(session.adapters) == ["https://"]


# --- the command


def test_every_written_address_lies_on_a_fixed_host_and_names_known_sources_and_licences() -> None:
    book = catalogue()
    assert {"vg250", "inkar", "gisd", "regionaldatenbank"} <= set(addresses())
    for key, address in addresses().items():
        assert urlsplit(address.url).netloc in HOSTS, key
        assert address.licence in book.licences
        assert set(address.sources) <= set(book.sources)
        assert address.limit >= address.megabytes * 1_500_000
        assert ("{year}" in address.url) == bool(address.year)
        if not address.verified:
            assert "nicht geprüft" in address.note or "Wie gisd" in address.note


@pytest.mark.parametrize(
    "url",
    ["http://www.bbr-server.de/a", "https://example.org/a", "https://u@www.bbr-server.de/a", "https://{year}.de/a"],
)
def test_an_address_file_cannot_name_another_host(url: str) -> None:
    written = addresses()["inkar"].model_dump()
    with pytest.raises(ValueError, match="not an https address"):
        Address(**written | {"url": url})
    with pytest.raises(ValueError, match="not a plain file name"):
        Address(**written | {"name": "../inkar.zip"})


def known_here(server: Server) -> dict[str, Address]:
    """The address of the file as if it lay on the test's own server; the record itself would refuse that."""
    return {"inkar": addresses()["inkar"].model_copy(update={"url": f"{server.origin}/inkar_{{year}}.zip"})}


def test_the_command_fetches_a_year_and_says_where_it_lies(server: Server, tmp_path: Path, heard: Heard) -> None:
    server.gives(says(200, WHOLE))
    got = fetching.command(
        "inkar",
        tmp_path / "downloads",
        Options(year="2024"),
        heard,
        known=known_here(server),
        places=Places(frozenset({server.origin})),
        patience=heard.patience(),
    )
    assert got.path == tmp_path / "downloads" / "inkar_2024.zip"
    assert server.asked[0].path == "/inkar_2024.zip"
    assert heard.lines[-2:] == [f"Geladen: {got.path} (0,6 MB)", f"SHA-256: {DIGEST}"]


@pytest.mark.parametrize(
    ("key", "options", "words"),
    [
        ("nothing", Options(), "„nothing“ ist unbekannt. Laden lassen sich: vg250, "),
        ("gisd", Options(year="2020"), "nur in einer Ausgabe"),
        ("inkar", Options(year="../../etc"), "vier Ziffern"),
        ("inkar", Options(table="12411-01-01-4"), "gehört zur Regionaldatenbank"),
        ("inkar", Options(sha256="abc"), "64 Zeichen"),
        ("regionaldatenbank", Options(year="2024"), "Welche Tabelle?"),
        ("regionaldatenbank", Options(table="12411/../x", year="2024"), "Welche Tabelle?"),
        ("regionaldatenbank", Options(table="12411-01-01-4"), "Welches Jahr?"),
        ("regionaldatenbank", Options(table="12411-01-01-4", year="2024-2020"), "Welches Jahr?"),
        ("regionaldatenbank", Options(table="12411-01-01-4", year="2024"), "fehlen die Zugangsdaten"),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(
    tmp_path: Path, heard: Heard, key: str, options: Options, words: str
) -> None:
    with pytest.raises(FetchFailed) as problem:
        fetching.command(key, tmp_path, options, heard, environment={})
    assert words in str(problem.value)


def test_a_call_that_is_stopped_says_that_it_can_go_on(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "download", stopped)
    with pytest.raises(FetchFailed, match=r"^Abgebrochen"):
        fetching.command("gisd", tmp_path, Options(), heard)


def test_the_list_names_every_key() -> None:
    text = "\n".join(fetching.listed())
    assert all(key in text for key in addresses())
    assert "etwa 433 MB" in text


def test_the_command_line_lists_the_keys_and_refuses_unknown_ones() -> None:
    listed = subprocess.run([sys.executable, "-m", "indicators", "fetch"], capture_output=True, text=True, check=False)
    assert listed.returncode == 0
    assert "regionaldatenbank" in listed.stdout
    wrong = subprocess.run(
        [sys.executable, "-m", "indicators", "fetch", "nothing"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("„nothing“ ist unbekannt.")


# --- progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_progress_is_one_line_that_is_rewritten() -> None:
    now = iter([0.0, 0.1, 1.0, 1.1, 2.0])
    stream = Terminal()
    lines = Lines(stream, clock=lambda: next(now))
    for done in (0, 1_000_000, 10_000_000, 11_000_000, 20_000_000):
        lines.progress(done, 100_000_000)
    lines("Geladen.")
    first = "  10,0 von 100,0 MB (10 %), 10,0 MB/s, noch 9 s"
    second = "  20,0 von 100,0 MB (20 %), 10,0 MB/s, noch 8 s"
    assert stream.getvalue() == f"\r{first}\r{second}\r{' ' * len(second)}\rGeladen.\n"


def test_elsewhere_progress_is_a_line_now_and_then() -> None:
    now = iter([0.0, 1.0, 16.0, 17.0, 33.0])
    stream = io.StringIO()
    lines = Lines(stream, clock=lambda: next(now))
    for done in (0, 1_000_000, 16_000_000, 17_000_000, 33_000_000):
        lines.progress(done, None)
    assert stream.getvalue().splitlines() == ["  16,0 MB, 1,0 MB/s", "  33,0 MB, 1,0 MB/s"]
