"""Serve the application: `gunicorn --config python:dashboard.gunicorn_settings app:server`, or simply `make run`."""

from dashboard.application import create_app

app = create_app()
server = app.server
