"""The profile over HTTP: JSON, CSV, and the download of the page."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request

from dashboard.asking import answering, asked, attachment
from dashboard.profile_selection import ProfileSelection
from indicators import profile_tables, profiles
from indicators.answers import UnknownChoice
from indicators.profiles import STATE, Profile

PARAMETERS = ("area", "against")


def register(server: Flask) -> None:
    """Add the addresses of the profile to the server."""
    server.add_url_rule("/api/v1/profile.json", "api_profile_json", answering(_found, as_json))
    server.add_url_rule("/api/v1/profile.csv", "api_profile_csv", answering(_found, as_csv))
    server.add_url_rule("/download/profile.csv", "download_profile", profile_of_view)


def as_json(profile: Profile) -> Response:
    """The profile as plain data."""
    return jsonify(profile_tables.as_json(profile))


def as_csv(profile: Profile) -> Response:
    """The German CSV."""
    return attachment(profile_tables.german_csv(profile), "text/csv", profile_tables.file_name(profile, "csv"))


def profile_of_view() -> Response:
    """What the page shows, all indicators, as the German CSV."""
    return as_csv(ProfileSelection.of(**request.args.to_dict()).profile())


def _found() -> Profile:
    question = asked(PARAMETERS, several="Mehrere trennt ein Komma.")
    if "area" not in question:
        raise UnknownChoice("Der Parameter „area“ fehlt, zum Beispiel area=16052.")
    return profiles.profile(question["area"], profiles.against_of(question.get("against", STATE)))
