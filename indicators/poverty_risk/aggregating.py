"""Several normalised components in one number: weighted means, coverage, and means of means along a tree.

Everywhere areas stand in rows and components in columns; NaN is an unknown value. Weights are normalised over what an
area has (I-05). Source: OECD/JRC Handbook (2008), step 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indicators.measures import Floats
from indicators.poverty_risk.recipe import Aggregation, weight_shares
from indicators.poverty_risk.refusing import IndexRefused

LEAST_COVERAGE = 0.5


def aggregate(values: Floats, weights: Sequence[float] | Floats, method: Aggregation = "arithmetic") -> Floats:
    """The weighted mean of each row over its known values; NaN for a row without any.

    With w normalised over the known values: arithmetic Σ w x; geometric exp(Σ w ln x); harmonic 1 / Σ (w / x).
    Raises IndexRefused for weights that are none, and for values <= 0 where the mean needs logarithms or reciprocals.
    """
    shares = weight_shares(list(weights))
    weighing = np.where(np.isnan(values), 0.0, shares)
    if method != "arithmetic" and (values[weighing > 0] <= 0).any():
        kind = "geometrisches" if method == "geometric" else "harmonisches"
        raise IndexRefused(
            f"Ein {kind} Mittel gibt es nur aus Werten über null. Die Werte vorher auf 1 bis 100 bringen; bei festem"
            " Bezugsjahr liegt ein Gebiet unter dessen kleinstem Wert."
        )
    # Cells that weigh nothing hold a 1: it has a logarithm and a reciprocal, and counts for nothing.
    filled = np.where(weighing > 0, values, 1.0)
    total = weighing.sum(axis=1)
    known = total > 0
    divisor = np.where(known, total, 1.0)
    if method == "geometric":
        result = np.exp((weighing * np.log(filled)).sum(axis=1) / divisor)
    elif method == "harmonic":
        reciprocal = (weighing / filled).sum(axis=1)
        result = divisor / np.where(known, reciprocal, 1.0)
    else:
        result = (weighing * filled).sum(axis=1) / divisor
    return np.where(known, result, np.nan)


def coverage(values: Floats, weights: Sequence[float] | Floats) -> Floats:
    """Share of the components with a weight above zero that are known in each row, 0 to 1."""
    counting = np.asarray(weights, float) > 0
    return np.asarray((~np.isnan(values[:, counting])).mean(axis=1), float)


def is_covered(share: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether enough components are known for an index: at least half (I-05)."""
    return np.asarray(share >= LEAST_COVERAGE, bool)


@dataclass(frozen=True, slots=True)
class Node:
    """A branch of an index with several levels (index, dimension, indicator); without members it is an indicator."""

    key: str
    weight: float = 1.0
    members: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Values and coverage of every branch, by key; vectors over areas."""

    values: dict[str, Floats]
    coverage: dict[str, Floats]
    """Share of the indicators below the branch that are known, 0 to 1."""


def aggregate_tree(root: Node, leaves: Mapping[str, Floats], method: Aggregation = "arithmetic") -> Levels:
    """Means of means from the indicators up to `root`, the weights normalised within every branch.

    `leaves`: indicator -> normalised values over areas. A branch has a value where at least half of its members and
    half of the indicators below it are known. Raises IndexRefused for an indicator without values, a branch that stands
    there twice, and what `aggregate` refuses.
    """
    found = Levels({}, {})
    _climb(root, leaves, method, found)
    return found


def _climb(node: Node, leaves: Mapping[str, Floats], method: Aggregation, found: Levels) -> tuple[Floats, Floats, int]:
    """Value, number of known indicators (both over areas) and number of indicators below `node`."""
    if not node.members:
        if node.key not in leaves:
            raise IndexRefused(f"Für den Bestandteil „{node.key}“ liegen keine Werte vor.")
        return leaves[node.key], (~np.isnan(leaves[node.key])).astype(float), 1
    if node.key in found.values:
        raise IndexRefused(f"Die Ebene „{node.key}“ kommt doppelt vor.")
    below = [_climb(member, leaves, method, found) for member in node.members]
    matrix = np.column_stack([values for values, _, _ in below])
    weights = [member.weight for member in node.members]
    known = np.sum([count for _, count, _ in below], axis=0)
    size = sum(number for _, _, number in below)
    enough = is_covered(coverage(matrix, weights)) & is_covered(known / size)
    found.values[node.key] = np.where(enough, aggregate(matrix, weights, method), np.nan)
    found.coverage[node.key] = known / size
    return found.values[node.key], known, size


def loading_shares(loadings: Sequence[float]) -> Floats:
    """Weight of each indicator in a first principal component: loading² / Σ loading², 0 to 1.

    Only to explain published weights such as those of the GISD (RKI); the app derives no weights from data (I-10).
    Raises IndexRefused when all loadings are zero.
    """
    return weight_shares([float(loading) ** 2 for loading in loadings])
