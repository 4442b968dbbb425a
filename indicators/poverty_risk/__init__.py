"""The composite index of poverty risks: several indicators in one number per area, and how far to trust that number.

An index says how heavily an area is burdened compared with the other areas; it is no at-risk-of-poverty rate, and it
holds no incomes of persons. Everything here is arithmetic on what the door hands out: `Recipe` says what is combined
and how, `Figures` holds the values, and the functions know neither store nor catalogue. What cannot be computed is
refused with `IndexRefused`, a German sentence a page may show as it is.

Method: OECD/JRC, Handbook on Constructing Composite Indicators (2008), ISBN 978-92-64-04345-9.
"""

from indicators.poverty_risk.aggregating import Node, aggregate, aggregate_tree, coverage, loading_shares
from indicators.poverty_risk.classing import DYNAMICS, DYNAMICS_LIMITS, STATUS, STATUS_LIMITS, quantile_classes
from indicators.poverty_risk.describing import description
from indicators.poverty_risk.development import AreaDynamics, DynamicsResult, Matrix, dynamics, matrix
from indicators.poverty_risk.normalising import (
    Normalised,
    Reference,
    by_rank,
    distance_to_target,
    goalposts,
    min_max,
    reference_of,
    z_score,
)
from indicators.poverty_risk.rank_bands import (
    MINIMUM_DRAWS,
    SEED,
    AreaUncertainty,
    UncertaintyResult,
    not_distinguishable,
    uncertainty,
)
from indicators.poverty_risk.recipe import (
    MINIMUM_AREAS,
    MINIMUM_COMPONENTS,
    Component,
    Figures,
    Recipe,
    burden_direction,
    latest_common_year,
    weight_shares,
    weights_from_text,
)
from indicators.poverty_risk.refusing import IndexRefused
from indicators.poverty_risk.scoring import AreaScore, IndexResult, index
from indicators.poverty_risk.sensitivity import Correlations, LeftOut, correlations, leave_one_out

__all__ = [
    "DYNAMICS",
    "DYNAMICS_LIMITS",
    "MINIMUM_AREAS",
    "MINIMUM_COMPONENTS",
    "MINIMUM_DRAWS",
    "SEED",
    "STATUS",
    "STATUS_LIMITS",
    "AreaDynamics",
    "AreaScore",
    "AreaUncertainty",
    "Component",
    "Correlations",
    "DynamicsResult",
    "Figures",
    "IndexRefused",
    "IndexResult",
    "LeftOut",
    "Matrix",
    "Node",
    "Normalised",
    "Recipe",
    "Reference",
    "UncertaintyResult",
    "aggregate",
    "aggregate_tree",
    "burden_direction",
    "by_rank",
    "correlations",
    "coverage",
    "description",
    "distance_to_target",
    "dynamics",
    "goalposts",
    "index",
    "latest_common_year",
    "leave_one_out",
    "loading_shares",
    "matrix",
    "min_max",
    "not_distinguishable",
    "quantile_classes",
    "reference_of",
    "uncertainty",
    "weight_shares",
    "weights_from_text",
    "z_score",
]
