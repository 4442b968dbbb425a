"""What travels is compressed: files that never change once and well, answers made on the spot quickly.

Browsers take Brotli only from https and from this machine; a plain http address in an office network gets gzip.
`python -m dashboard.compression` compresses the static files ahead, so that no visitor waits for the best quality.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import brotli
from dash import Dash
from flask import Response, request

FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "compressed"
SMALLEST_BODY = 600  # bytes; below, the headers weigh more than what is saved
QUICK_BROTLI, BEST_BROTLI = 5, 11  # measured on plotly's 1.5 MB: 0.07 s for 454 kB, 2.7 s for 410 kB
SMALL_BODY, SMALL_BROTLI, SMALL_WINDOW = 16_000, 10, 16  # an answer of 9 kB: 4 ms more, 15 % less
QUICK_GZIP, BEST_GZIP = 6, 9
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "application/geo+json", "image/svg+xml")
# Dash lists these, but nothing here asks for them: plotly comes from assets/vendor, formulas are not drawn.
NEVER_ASKED_FOR = ("package_data/plotly.min.js", "dcc/async-mathjax.js")


def compress_response(response: Response) -> None:
    """Compress the body of `response` in place when the browser takes it and it is worth it."""
    if not (response.mimetype or "").startswith(COMPRESSIBLE):
        return
    response.vary.add("Accept-Encoding")
    encoding = accepted_encoding()
    if encoding is None or response.status_code == 206 or "Content-Encoding" in response.headers:
        return
    if response.is_streamed and not response.direct_passthrough:
        return
    response.direct_passthrough = False  # a file is read here instead of being handed to the server's sendfile
    body = response.get_data()
    if len(body) < SMALLEST_BODY:
        return
    compress = compressed_once if response.cache_control.immutable else compressed
    response.set_data(compress(body, encoding))
    response.headers["Content-Encoding"] = encoding
    tag, _ = response.get_etag()
    if tag is not None:  # the same content in another wrapping: equal in meaning, not in bytes
        response.set_etag(tag, weak=True)


def accepted_encoding() -> str | None:
    """The better of the encodings the browser of this request takes: "br", "gzip" or None."""
    return next((name for name in ("br", "gzip") if request.accept_encodings.quality(name) > 0), None)


def compressed(body: bytes, encoding: str) -> bytes:
    """`body` compressed quickly."""
    if encoding == "br" and len(body) <= SMALL_BODY:
        return bytes(brotli.compress(body, quality=SMALL_BROTLI, lgwin=SMALL_WINDOW))
    if encoding == "br":
        return bytes(brotli.compress(body, quality=QUICK_BROTLI))
    return gzip.compress(body, QUICK_GZIP, mtime=0)


def compressed_once(body: bytes, encoding: str) -> bytes:
    """`body` compressed: as laid down ahead by `compress_ahead`, else quickly and remembered in this process.

    Scripts lie on the disk, whose cache all workers share; remembering them here cost each worker some 14 MB.
    """
    ahead = place_of(body, encoding)
    return ahead.read_bytes() if ahead.is_file() else remembered(body, encoding)


@lru_cache(maxsize=64)
def remembered(body: bytes, encoding: str) -> bytes:
    """`body` compressed quickly, once in this process: the shapes and series a map asks for again and again."""
    return compressed(body, encoding)


def place_of(body: bytes, encoding: str) -> Path:
    """Where the compressed form of `body` lies; its name is the content's hash, so nothing there is ever outdated."""
    return FOLDER / f"{digest_of(body)}.{encoding}"


def digest_of(body: bytes) -> str:
    """SHA-256 of `body` in 64 hex digits."""
    return hashlib.sha256(body).hexdigest()


def compress_ahead(app: Dash) -> int:
    """Compress every script and stylesheet `app` can send in the best quality. Returns how many were new."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = {place_of(body, encoding): (body, encoding) for body in _static_bodies(app) for encoding in ("br", "gzip")}
    new = {place: content for place, content in wanted.items() if not place.is_file()}
    with ThreadPoolExecutor() as threads:
        list(threads.map(_lay_down, new, new.values()))
    for outdated in set(FOLDER.iterdir()) - set(wanted):
        outdated.unlink()
    return len(new)


def _lay_down(place: Path, content: tuple[bytes, str]) -> None:
    body, encoding = content
    best = brotli.compress(body, quality=BEST_BROTLI) if encoding == "br" else gzip.compress(body, BEST_GZIP, mtime=0)
    unfinished = place.with_name(f"{place.name}.unfinished")
    unfinished.write_bytes(best)
    unfinished.replace(place)  # a server reading at this moment sees all of it or nothing


def _static_bodies(app: Dash) -> list[bytes]:
    with app.server.test_request_context():
        app._setup_server()  # Dash lists its scripts when the first request arrives; there is no public way to ask
    files = [Path(name) for name in app.config.assets_folder and Path(app.config.assets_folder).rglob("*")]
    for package, paths in app.registered_paths.items():
        root = Path(str(sys.modules[package].__file__)).parent
        files += [root / path for path in paths if path not in NEVER_ASKED_FOR]
    return [path.read_bytes() for path in files if path.suffix in (".js", ".css", ".svg", ".json") and path.is_file()]


def main() -> None:
    """Compress the static files of the dashboard ahead."""
    from dashboard.application import create_app  # here, because the application imports this module

    compress_ahead(create_app())


if __name__ == "__main__":
    main()
