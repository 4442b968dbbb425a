"""How the production server runs: `gunicorn --config python:dashboard.gunicorn_settings app:server`."""

from __future__ import annotations

import errno
import os
import socket
import sys
from typing import Any

from werkzeug.test import Client

from dashboard.roles import refuse_unfit
from dashboard.serving import refuse_debugging
from dashboard.settings import refuse_unfinished

LARGEST_PORT = 65535


def number_of(name: str, standard: str, largest: int) -> int:
    """A whole number out of the environment; ends the start with a sentence, before gunicorn says it in English."""
    text = os.environ.get(name, standard)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and 1 <= int(text) <= largest):
        sys.exit(f"{name}={text[:20]} geht nicht: Erwartet wird eine ganze Zahl von 1 bis {largest}.")
    return int(text)


HOST = os.environ.get("HOST", "127.0.0.1")
PORT = number_of("PORT", "8050", LARGEST_PORT)
# Arrow's own allocator keeps some 8 MB per worker that the system's gives back.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = number_of("WORKERS", "2", 64)
worker_class = "gthread"  # keeps connections open, which plain workers do not
threads = 4
# Every worker loads the application itself. Loaded once and copied, the workers would share no threads with what they
# are copied from, and Arrow and DuckDB need theirs (tried: a copy hung at its first page, another crashed at its end).
preload_app = False
accesslog = None  # an access log holds addresses of visitors; nobody here needs them
errorlog = "-"
loglevel = "error"  # below, gunicorn writes addresses of visitors beside invalid requests
control_socket_disable = True  # nothing outside this process steers it


def on_starting(_: Any) -> None:
    """Refuse to start where it would end badly, with a sentence instead of a trace."""
    try:
        refuse_debugging(os.environ)
        refuse_unfinished(HOST)
        refuse_unfit(os.environ)
        with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, PORT))
    except (RuntimeError, ValueError) as problem:
        sys.exit(str(problem))
    except PermissionError:
        sys.exit(f"Der Anschluss {PORT} ist dem Betriebssystem vorbehalten. Anderer Anschluss: make run PORT=8050")
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            sys.exit(f"HOST={HOST} ist keine Adresse dieses Rechners. Üblich sind 127.0.0.1 und 0.0.0.0.")
        other = PORT + 1 if PORT < LARGEST_PORT else PORT - 1
        taken = f"{HOST}:{PORT} ist nicht frei: Dort läuft schon ein Programm."
        sys.exit(f"{taken} Anderer Anschluss: make run PORT={other}")


def when_ready(_: Any) -> None:
    """Say where to look."""
    sys.stdout.write(f"Das Dashboard läuft: http://{bind}  (beenden mit Strg+C)\n")
    sys.stdout.flush()


def post_worker_init(worker: Any) -> None:
    """Ask for the first page before any visitor does.

    Dash sets itself up on the first request and is not ready for a second one meanwhile (seen with two threads:
    "dictionary changed size during iteration"); and nobody waits for the store to be opened.
    """
    Client(worker.wsgi).get("/").close()
