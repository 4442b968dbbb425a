"""What tests of the working floor share."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture(scope="session")
def everything(built_store: str) -> dict[tuple[str, str, str], pd.DataFrame]:  # noqa: ARG001  answers need a store
    """(indicator, level, territory) -> frame of every answer there is; made once, because it takes some seconds."""
    from indicators import answers
    from indicators.catalogue import catalogue

    found = {}
    for record in catalogue().indicators.values():
        for level in answers.LEVELS:
            # Territory changes nothing but the districts of what is made of counts (tested by itself).
            both = level == "district" and record.kind not in ("given", "relative")
            for territory in answers.TERRITORIES if both else ("merged",):
                try:
                    found[record.id, level, territory] = answers.values(
                        record.id, level=level, territory=territory
                    ).frame
                except answers.UnknownChoice:
                    continue
    return found
