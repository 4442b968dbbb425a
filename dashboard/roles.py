"""Who may change something: the administrator, known by a password and then by a signed cookie for half an hour.

Off unless `SOZIALPLANUNG_ADMIN_HASH` holds an Argon2 hash (`python -m dashboard.password` makes one). Whoever reads
needs no role and gets no cookie. Every address and callback that changes something calls `require`.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Response, has_request_context, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from dashboard import attempts
from indicators import versions
from indicators.deliveries import journal

ADMIN_HASH = "SOZIALPLANUNG_ADMIN_HASH"
KEY = "SOZIALPLANUNG_SECRET"
SECRETS = (ADMIN_HASH, KEY)
SHORTEST_SECRET, SHORTEST_PASSWORD, LONGEST_PASSWORD = 32, 12, 1000
COOKIE = "sozialplanung_verwaltung"
FORM_HEADER = "X-Formular"
LASTING = 30 * 60
"""Seconds a session lasts, whatever is done in it."""

OFF = "Die Annahme von Dateien ist ausgeschaltet."
NOT_SIGNED_IN = "Bitte anmelden: Die Anmeldung fehlt, ist abgelaufen oder ungültig."
FOREIGN = "Die Anfrage kommt nicht von dieser Seite und wurde abgelehnt. Bitte die Seite neu laden."
WRONG = "Das Passwort stimmt nicht."

F = TypeVar("F", bound=Callable[..., Any])


class NotAllowed(Exception):
    """Somebody may not do this; the message is a German sentence without particulars."""

    def __init__(self, sentence: str, status: int = 403) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Session:
    """An administrator who has signed in."""

    who: str
    key: str
    """Drawn at random; names the session, opens nothing by itself."""

    @property
    def form_token(self) -> str:
        """What every change of this session must bring along (against forged requests)."""
        return hmac.new(_key(), f"form {self.key}".encode(), hashlib.sha256).hexdigest()


def is_on() -> bool:
    """Whether an administrator password is configured."""
    return bool(os.environ.get(ADMIN_HASH, "").strip())


def refuse_unfit(environment: Mapping[str, str]) -> None:
    """Raise RuntimeError where password or secret are none: better no start than a door that looks closed."""
    if wanted := environment.get(ADMIN_HASH, "").strip():
        try:
            PasswordHasher().check_needs_rehash(wanted)
        except InvalidHashError:
            raise RuntimeError(
                f"{ADMIN_HASH} ist kein Argon2-Hash. „python -m dashboard.password“ erzeugt einen; "
                "in der Shell gehört er in einfache Anführungszeichen."
            ) from None
    secret = environment.get(KEY, "")
    if secret and (len(secret) < SHORTEST_SECRET or len(set(secret)) < 8):
        raise RuntimeError(
            f"{KEY} ist zu kurz oder zu einfach: mindestens {SHORTEST_SECRET} zufällige Zeichen, oder weglassen."
        )


def sign_in(who: str, password: str) -> Session:
    """The session of whoever knows the password. Raises NotAllowed, attempts.TooMany."""
    if not is_on():
        raise NotAllowed(OFF)
    if not is_own_origin():
        raise NotAllowed(FOREIGN)
    name = journal.plain(who)
    if not name:
        raise NotAllowed("Bitte auch den Namen angeben; er steht später in der Ladehistorie.", 400)
    with attempts.one_at_a_time() as book:
        book.refuse_if_locked(_caller())
        if not _matches(password):
            book.failed(_caller())
            raise NotAllowed(WRONG)
        book.succeeded(_caller())
    return Session(name, secrets.token_hex(16))


def sign_out(session: Session) -> None:
    """The session opens nothing any more, even if somebody has kept its cookie. Raises attempts.TooMany."""
    with attempts.one_at_a_time() as book:
        book.end(session.key, LASTING)


def session() -> Session | None:
    """The session of this request, None where there is none that counts."""
    if not has_request_context() or not is_on():
        return None
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    try:
        content = _signer().loads(token, max_age=LASTING)
        found = Session(str(content["who"]), str(content["key"]))
        same_password = hmac.compare_digest(str(content["for"]), _password_mark())
    except (BadSignature, TypeError, KeyError):
        return None
    return found if same_password and not attempts.has_ended(found.key) else None


def require(*, form: bool = True) -> Session:
    """The session of this request. Raises NotAllowed unless it is the administrator's, from one of our own pages.

    `form`: whether the request must bring the token of a form, as everything that changes something does.
    """
    if not is_on():
        raise NotAllowed(OFF)
    found = session()
    if found is None:
        raise NotAllowed(NOT_SIGNED_IN)
    if request.method not in ("GET", "HEAD") and not is_own_origin():
        raise NotAllowed(FOREIGN)
    if form and not hmac.compare_digest(request.headers.get(FORM_HEADER, "").encode(), found.form_token.encode()):
        raise NotAllowed(FOREIGN)
    return found


def administrator_only(callback: F) -> F:
    """A Dash callback that only the administrator may call. Write it below `@callback`."""

    @functools.wraps(callback)
    def guarded(*arguments: Any, **named: Any) -> Any:
        require(form=False)  # Dash sends no header of ours; such callbacks only read
        return callback(*arguments, **named)

    guarded.is_guarded = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def is_own_origin() -> bool:
    """Whether a browser says that the request comes from a page of this server."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def give(response: Response, found: Session) -> None:
    """Hand the session out as a cookie that no script reads and no other site sends."""
    token = _signer().dumps({"who": found.who, "key": found.key, "for": _password_mark()})
    response.set_cookie(COOKIE, str(token), max_age=LASTING, **_cookie_rules())


def take_back(response: Response) -> None:
    """Remove the cookie."""
    response.delete_cookie(COOKIE, **_cookie_rules())


def _cookie_rules() -> dict[str, Any]:
    https = request.is_secure or request.headers.get("X-Forwarded-Proto", "") == "https"
    return {"path": "/", "httponly": True, "samesite": "Strict", "secure": https}


def _matches(password: str) -> bool:
    """Argon2 compares in constant time; what no password can be is not even hashed."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return False
    try:
        return PasswordHasher().verify(os.environ[ADMIN_HASH].strip(), password)
    except (VerificationError, InvalidHashError):
        return False


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_key(), salt="sign-in", signer_kwargs={"digest_method": hashlib.sha256})


def _password_mark() -> str:
    """Ties sessions to the password: a new one ends them all."""
    wanted = os.environ.get(ADMIN_HASH, "").strip()
    return hmac.new(_key(), f"password {wanted}".encode(), hashlib.sha256).hexdigest()[:32]


def _caller() -> str:
    """A mark of the caller's address that says nothing about it to whoever reads the file."""
    return hmac.new(_key(), f"caller {request.remote_addr}".encode(), hashlib.sha256).hexdigest()[:16]


def _key() -> bytes:
    """The same for all workers: from the environment, else from a file that only this service reads."""
    configured = os.environ.get(KEY, "")
    return configured.encode() if configured else _kept_key(versions.folder() / "session.key")


@functools.lru_cache(maxsize=4)
def _kept_key(path: Path) -> bytes:
    """The key in a file, drawn at random by whoever comes first. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # all at once, and never over a key that is there
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)
    key = path.read_bytes()
    if len(key) < SHORTEST_SECRET:
        raise OSError("the file with the session key is damaged")
    return key
