"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.application import application

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with reference values beside the project; tests that need it are skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder with reference values is not here")
    return folder


@pytest.fixture(scope="session")
def built_store() -> str:
    """The version of the store in use, built first where that is still to be done."""
    from indicators.building import build

    return build()[0]


@pytest.fixture(scope="session")
def visitor(built_store: str) -> FlaskClient:  # noqa: ARG001  answers need a store
    """A client of the whole application."""
    return application().test_client()
