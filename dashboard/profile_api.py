"""The profile over HTTP: JSON, CSV, and the download of the page."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request

from dashboard.profile_selection import ProfileSelection
from indicators import answers, profile_tables, profiles
from indicators.answers import UnknownChoice
from indicators.profiles import STATE, Profile

PARAMETERS = ("area", "against")


def register(server: Flask) -> None:
    """Add the addresses of the profile to the server."""
    server.add_url_rule("/api/v1/profile.json", "api_profile_json", as_json)
    server.add_url_rule("/api/v1/profile.csv", "api_profile_csv", as_csv)
    server.add_url_rule("/download/profile.csv", "download_profile", profile_of_view)


def as_json() -> Response | tuple[Response, int]:
    """The profile as plain data; a bad question gets 400 and a German sentence."""
    try:
        return jsonify(profile_tables.as_json(_asked()))
    except UnknownChoice as problem:
        return jsonify(error=str(problem)), 400


def as_csv() -> Response | tuple[Response, int]:
    """The German CSV; a bad question gets 400 and a German sentence."""
    try:
        return _file(_asked())
    except UnknownChoice as problem:
        return jsonify(error=str(problem)), 400


def profile_of_view() -> Response:
    """What the page shows, all indicators, as the German CSV."""
    return _file(ProfileSelection.of(**request.args.to_dict()).profile())


def _asked() -> Profile:
    strange = [name for name in request.args if name not in PARAMETERS]
    if strange:
        named = answers.shortened(", ".join(sorted(strange)))
        raise UnknownChoice(f"Unbekannter Parameter: {named}. Möglich: {', '.join(PARAMETERS)}.")
    repeated = [name for name, given in request.args.lists() if len(given) > 1]
    if repeated:
        raise UnknownChoice(f"Mehr als einmal angegeben: {', '.join(sorted(repeated))}. Mehrere trennt ein Komma.")
    if "area" not in request.args:
        raise UnknownChoice("Der Parameter „area“ fehlt, zum Beispiel area=16052.")
    return profiles.profile(request.args["area"], profiles.against_of(request.args.get("against", STATE)))


def _file(profile: Profile) -> Response:
    return Response(
        profile_tables.german_csv(profile).encode("utf-8"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{profile_tables.file_name(profile, "csv")}"'},
    )
