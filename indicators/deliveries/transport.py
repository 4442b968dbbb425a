"""Requests that go only where they may: fixed hosts, https, public addresses, redirects checked hop by hop.

The address of a host is resolved, checked and connected to in one step, so that a name cannot mean a public machine
when it is checked and one of the own network when it is used. Proxies, `.netrc` and cookies of the surroundings are
left alone: what leaves here is what is written here.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from indicators.deliveries.addresses import HOSTS
from indicators.refusal import Refused

AGENT = "sozialplanung-thueringen (python-requests)"
LOOPBACK = "127.0.0.1"
NAT64 = IPv6Network("64:ff9b::/96")
REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 5


class FetchFailed(Refused):
    """Nothing was fetched, and trying again as it is would not help; the message is German and says what to do."""


class Interrupted(Exception):
    """This attempt failed but another may do better; the message is the German reason, without credentials."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait
        """Seconds the server asked to wait."""


def _resolved(host: str, port: int) -> list[str]:
    """The addresses of a host as text; raises socket.gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Places:
    """From where may be fetched: origins as `https://host`.

    A test may list `http://127.0.0.1:<port>` of its own server; no setting, file or argument leads here.
    """

    origins: frozenset[str]
    resolve: Callable[[str, int], Sequence[str]] = _resolved

    def __post_init__(self) -> None:
        for origin in self.origins:
            parts = urlsplit(origin)
            if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname == LOOPBACK):
                raise ValueError(f"not an origin to fetch from: {origin}")

    def lets(self, address: str, host: str, port: int) -> bool:
        """Whether an address of a host may be connected to."""
        return is_public(address) or (address == host == LOOPBACK and f"http://{host}:{port}" in self.origins)


OFFICIAL = Places(frozenset(f"https://{host}" for host in HOSTS))


def is_public(address: str) -> bool:
    """Whether an address lies outside private, local, reserved and multicast networks, also inside IPv6 wrappings."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None or found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def checked_url(url: str, places: Places) -> str:
    """The address itself if it lies on one of the places. Raises FetchFailed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchFailed("Die Adresse ist nicht lesbar. Geladen wird nur von der festen Liste.") from None
    host = (parts.hostname or "").lower()
    odd = any(ord(sign) <= 32 or ord(sign) > 126 or sign == "\\" for sign in url)
    usual = port is None or port == {"http": 80, "https": 443}.get(parts.scheme)
    origin = f"{parts.scheme}://{host}" + ("" if usual else f":{port}")
    if odd or parts.username is not None or parts.password is not None or origin not in places.origins:
        named = "".join(sign for sign in host if sign.isalnum() or sign in ".-")[:80]
        raise FetchFailed(
            f"Von „{named or parts.scheme}“ wird nichts geladen: Geladen wird nur verschlüsselt (https) und nur von "
            "der festen Liste der Anbieter."
        )
    return url


class _Session(requests.Session):
    """Leaves redirects alone; the ready-made one prepares them unasked and reads their whole body to do so."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002  the signature of requests
        """None, whatever the answer says: see `asked`."""
        return


def opened(places: Places) -> requests.Session:
    """A session whose connections keep to the places; close it after use."""
    session = _Session()
    session.trust_env = False  # no proxies, no .netrc: credentials come from one place only
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True  # where an office checks traffic with its own root
    adapter = HTTPAdapter()
    adapter.poolmanager.pool_classes_by_scheme = _pools(places)
    session.adapters.clear()
    session.mount("https://", adapter)
    if any(origin.startswith("http://") for origin in places.origins):
        session.mount("http://", adapter)
    session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "identity"})
    return session


def _pools(places: Places) -> dict[str, Any]:
    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, places, super()._new_conn)

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, places, super()._new_conn)

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    return {"https": SecurePool, "http": PlainPool}


def _connected(connection: HTTPConnection, places: Places, connect: Callable[[], socket.socket]) -> socket.socket:
    """A socket to one of the checked addresses of the host; the certificate is still checked against its name."""
    host, port = connection.host, connection.port or 0
    try:
        addresses = places.resolve(host, port)
    except socket.gaierror as problem:
        raise NameResolutionError(host, connection, problem) from problem
    if not addresses or not all(places.lets(address, host, port) for address in addresses):
        raise FetchFailed(
            f"„{host}“ führt von hier aus in ein privates Netz oder ins Leere; von dort wird nichts geladen. "
            "Bitte die Namensauflösung prüfen oder die Datei im Browser laden."
        )
    last: Exception | None = None
    for address in addresses:
        try:
            connection.host = address
            return connect()
        except (NewConnectionError, ConnectTimeoutError) as failed:
            last = failed
        finally:
            connection.host = host
    raise last or RuntimeError("no address")


def asked(
    session: requests.Session,
    url: str,
    places: Places,
    *,
    timeout: tuple[float, float],
    headers: Mapping[str, str | bytes] | None = None,
    form: Mapping[str, str] | None = None,
) -> requests.Response:
    """The answer to a GET, or to a POST of `form`; the body is still to be read.

    Redirects of a GET are followed within the places, those of a POST never: its headers may hold credentials.
    Raises FetchFailed, or Interrupted for troubles of the line.
    """
    for _ in range(MAX_REDIRECTS + 1):
        checked_url(url, places)
        answer = _sent(session, url, timeout, headers, form)
        if answer.status_code not in REDIRECTS:
            return answer
        target = answer.headers.get("Location", "")
        answer.close()
        if form is not None or not target:
            raise FetchFailed(
                f"„{urlsplit(url).hostname}“ leitet auf eine andere Adresse um; dorthin geht keine Anmeldung. "
                "Vermutlich ist der Dienst umgezogen oder gestört."
            )
        try:
            url = urljoin(url, target)
        except ValueError:
            url = ""  # refused as unreadable
    raise FetchFailed(f"„{urlsplit(url).hostname}“ leitet im Kreis um. Bitte die Datei im Browser laden.")


def _sent(
    session: requests.Session,
    url: str,
    timeout: tuple[float, float],
    headers: Mapping[str, str | bytes] | None,
    form: Mapping[str, str] | None,
) -> requests.Response:
    host = urlsplit(url).hostname
    try:
        return session.request(
            "GET" if form is None else "POST",
            url,
            headers=dict(headers or {}),
            data=None if form is None else dict(form),
            timeout=timeout,
            stream=True,
            allow_redirects=False,
        )
    except requests.exceptions.SSLError:
        raise FetchFailed(
            f"Das Zertifikat von „{host}“ lässt sich nicht prüfen. Bitte nicht umgehen: Datei im Browser laden und "
            "mit „python -m indicators check DATEI“ prüfen. Ein eigenes Stammzertifikat nennt REQUESTS_CA_BUNDLE."
        ) from None
    except requests.exceptions.Timeout:
        raise Interrupted(f"„{host}“ antwortet nicht") from None
    except requests.exceptions.ConnectionError:
        raise Interrupted(f"„{host}“ ist nicht erreichbar") from None
    except (requests.exceptions.RequestException, ValueError, OSError):
        # The text of such an error may repeat what was sent, header values included.
        raise FetchFailed(f"Die Anfrage an „{host}“ ließ sich nicht senden.") from None
