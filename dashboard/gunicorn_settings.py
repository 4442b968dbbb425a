"""How the production server runs: `gunicorn --config python:dashboard.gunicorn_settings app:server`."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from werkzeug.test import Client

from dashboard.serving import refuse_debugging
from dashboard.settings import refuse_unfinished

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8050")
FIRST_QUESTION = "/_dash-dependencies"
# Arrow's own allocator keeps some 8 MB per worker that the system's gives back.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"  # keeps connections open, which plain workers do not
threads = 4
# The application is loaded once and the workers are copies of it: half the work at the start, less memory. This is safe
# as long as nothing opens the store before the copies part, because DuckDB does not survive that; a test watches it.
preload_app = True
accesslog = None  # an access log holds addresses of visitors; nobody here needs them
errorlog = "-"
loglevel = "error"  # below, gunicorn writes addresses of visitors beside invalid requests
control_socket_disable = True  # nothing outside this process steers it


def on_starting(_: Any) -> None:
    """Refuse to start where it would end badly, with a sentence instead of a trace."""
    try:
        refuse_debugging(os.environ)
        refuse_unfinished(HOST)
        with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, int(PORT)))
    except (RuntimeError, ValueError) as problem:
        sys.exit(str(problem))
    except OSError as problem:
        sys.exit(f"{HOST}:{PORT} ist nicht frei ({problem.strerror}). Anderer Anschluss: make run PORT=8051")


def when_ready(arbiter: Any) -> None:
    """Let Dash set itself up, once and before there are threads; then say where to look.

    Dash does so on its first request and is not ready for a second one meanwhile (seen with two threads: "dictionary
    changed size during iteration"). The list of callbacks is an answer that needs no figures.
    """
    Client(arbiter.app.wsgi()).get(FIRST_QUESTION).close()
    sys.stdout.write(f"Das Dashboard läuft: http://{bind}  (beenden mit Strg+C)\n")
    sys.stdout.flush()


def post_worker_init(worker: Any) -> None:
    """Open the store and draw the first page before any visitor asks for it."""
    Client(worker.wsgi).get("/").close()
