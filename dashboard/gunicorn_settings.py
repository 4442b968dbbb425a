"""How the production server runs: `gunicorn --config python:dashboard.gunicorn_settings app:server`."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from werkzeug.test import Client

from dashboard.roles import refuse_unfit
from dashboard.serving import refuse_debugging
from dashboard.settings import refuse_unfinished

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8050")
# Arrow's own allocator keeps some 8 MB per worker that the system's gives back.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = int(os.environ.get("WORKERS", "2"))
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
            probe.bind((HOST, int(PORT)))
    except (RuntimeError, ValueError) as problem:
        sys.exit(str(problem))
    except OSError as problem:
        sys.exit(f"{HOST}:{PORT} ist nicht frei ({problem.strerror}). Anderer Anschluss: make run PORT=8051")


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
