"""The attack on what is withheld over HTTP: how many cells stand, as JSON and CSV."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from dashboard.asking import answering, asked, attachment
from indicators import confidentiality
from indicators.confidentiality import Standing


def register(server: Flask) -> None:
    """Add the addresses of the attack to the server."""
    server.add_url_rule("/api/v1/attack.json", "api_attack_json", answering(_found, as_json))
    server.add_url_rule("/api/v1/attack.csv", "api_attack_csv", answering(_found, as_csv))


def as_json(found: Standing) -> Response:
    """Cells that stand and cells that fell, per measure and year."""
    return jsonify(confidentiality.as_json(found))


def as_csv(found: Standing) -> Response:
    """The German CSV."""
    return attachment(confidentiality.german_csv(found), "text/csv", "angriff.csv")


def _found() -> Standing:
    asked(())
    return confidentiality.standing()
