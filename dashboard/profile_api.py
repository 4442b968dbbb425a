"""The profile over HTTP: JSON, CSV, and the download of the page."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from dashboard.asking import answering, asked, attachment, sound
from dashboard.profile_selection import ProfileSelection
from indicators import profile_tables, profiles
from indicators.answers import UnknownChoice
from indicators.profiles import STATE, Profile

PARAMETERS = ("area", "against")
OF_PAGE = (*PARAMETERS, "order", "show")
SEVERAL = "Mehrere trennt ein Komma."


def register(server: Flask) -> None:
    """Add the addresses of the profile to the server."""
    server.add_url_rule("/api/v1/profile.json", "api_profile_json", answering(_found, as_json))
    server.add_url_rule("/api/v1/profile.csv", "api_profile_csv", answering(_found, as_csv))
    server.add_url_rule("/download/profile.csv", "download_profile", answering(_of_view, as_csv))


def as_json(profile: Profile) -> Response:
    """The profile as plain data."""
    return jsonify(profile_tables.as_json(profile))


def as_csv(profile: Profile) -> Response:
    """The German CSV."""
    return attachment(profile_tables.german_csv(profile), "text/csv", profile_tables.file_name(profile, "csv"))


def _of_view() -> Profile:
    """What the page shows, all indicators. Raises UnknownChoice."""
    return sound(ProfileSelection.of(**asked(OF_PAGE, several=SEVERAL))).profile()


def _found() -> Profile:
    question = asked(PARAMETERS, several=SEVERAL)
    if "area" not in question:
        raise UnknownChoice("Der Parameter „area“ fehlt, zum Beispiel area=16052.")
    return profiles.profile(question["area"], profiles.against_of(question.get("against", STATE)))
