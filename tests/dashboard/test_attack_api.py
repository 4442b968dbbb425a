"""The attack over HTTP."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_without_own_deliveries_the_address_says_that_nothing_is_withheld(visitor: FlaskClient) -> None:
    found = visitor.get("/api/v1/attack.json").get_json()
    assert (found["withheld"], found["stood"], found["fell"], found["measures"]) == (0, 0, 0, [])
    assert found["note"].startswith("Dieser Datenbestand enthält keine eigenen Lieferungen")
    answer = visitor.get("/api/v1/attack.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.decode("utf-8-sig") == (
        "Größe;Kennung;Jahr;zurückgehalten;halten stand;errechenbar;Datenstand\r\n"
    )


def test_a_parameter_is_refused(visitor: FlaskClient) -> None:
    answer = visitor.get("/api/v1/attack.json?year=2024")
    assert answer.status_code == 400
    assert answer.get_json()["error"] == "Unbekannter Parameter: year. Möglich: keiner."
