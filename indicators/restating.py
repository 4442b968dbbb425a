"""District figures restated to the 22 districts of 2021-07-01, the territory on which indicators are combined.

Counts are summed: Eisenach exactly, the moves of 2019 by population shares (`estimated`). Published rates are weighted
by the residents of the same year and division (`weighted`). What no weighting carries across a reform stops there
(`not_comparable`). Figures on the territory of 2023 stay as they are, marked `not_restated` where it differs.
"""

from __future__ import annotations

import pandas as pd

from geo import crosswalks, reforms

RESTATED = "2021"


def restated(frame: pd.DataFrame, kind: crosswalks.Kind, residents: pd.DataFrame) -> pd.DataFrame:
    """Observations of one measure on the districts of 2021-07-01.

    `frame`: columns of `series`, one row per area and year. `kind`: `count`, `weighted` or `never`. `residents`: area,
    year, value, division of the inhabitants that weight published rates.
    """
    parts = []
    for division, rows in frame.groupby("division", sort=False):
        walk = crosswalks.crosswalk(str(division), RESTATED)
        if kind == "count":
            parts.append(reforms.restate(rows, walk))
        elif kind == "weighted":
            parts.append(reforms.restate_given(rows, residents[residents["division"] == division], walk))
        else:
            parts.append(reforms.stop_at_reform(rows, walk))
    if not parts:
        return frame
    result = pd.concat(parts, ignore_index=True)
    # The only districts that were ever joined whole.
    result["mark"] = result["mark"].mask(result["mark"].eq("computed"), "computed_with_eisenach")
    return result.assign(numerator=float("nan"), denominator=float("nan"))
