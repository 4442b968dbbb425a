"""A web server on 127.0.0.1 that gives recorded answers, one after the other, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler"], None]


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Its address, the answers still to give (the last one is repeated) and what it was asked."""

    origin: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    def gives(self, *answers: Answer) -> str:
        """Sets the answers; returns an address to ask."""
        self.answers[:] = answers
        return f"{self.origin}/folder/file.zip"


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the next recorded answer."""

    protocol_version = "HTTP/1.1"
    recorded: Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        names = {name.lower(): value for name, value in self.headers.items()}
        self.recorded.asked.append(Asked(self.command, self.path, names, self.rfile.read(length)))
        answer = self.recorded.answers.pop(0) if len(self.recorded.answers) > 1 else self.recorded.answers[0]
        self.close_connection = True
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the other side has seen enough
        except BaseException as fault:
            self.recorded.faults.append(fault)
            raise

    do_GET = do_POST = _serve  # noqa: N815  the names http.server asks for

    def log_message(self, *_: Any) -> None:
        """Silent."""


def says(status: int, body: bytes = b"", *, length: int | None = None, **headers: str) -> Answer:
    """An answer; `length` is the Content-Length claimed, `ETag="…"` and `Content_Range="…"` are header fields."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def ranged(body: bytes, etag: str) -> Answer:
    """The file as a good server gives it: the rest where the ETag still fits, all of it otherwise."""

    def answer(handler: Handler) -> None:
        wanted = handler.headers.get("Range", "")
        if handler.headers.get("If-None-Match") == etag:
            says(304, ETag=etag)(handler)
        elif wanted and handler.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").partition("-")[0])
            place = f"bytes {start}-{len(body) - 1}/{len(body)}"
            says(206, body[start:], ETag=etag, Content_Range=place)(handler)
        else:
            says(200, body, ETag=etag)(handler)

    return answer


def broken_after(count: int, body: bytes, etag: str) -> Answer:
    """Promises the whole file and hangs up after `count` bytes."""
    return says(200, body[:count], length=len(body), ETag=etag)


def endless(piece: bytes, *, status: int = 200, **headers: str) -> Answer:
    """A body without length that goes on until the other side hangs up."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Connection", "close")
        handler.end_headers()
        while True:
            handler.wfile.write(piece)

    return answer


@contextmanager
def serving() -> Iterator[Server]:
    """A server for as long as the context lasts."""
    recorded = Server(origin="")
    handler = type("RecordedHandler", (Handler,), {"recorded": recorded})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    recorded.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield recorded
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not recorded.faults
