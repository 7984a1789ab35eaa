"""The formulas that a measure may name: how its figure is made of a numerator and a denominator."""

from typing import Literal

Formula = Literal[
    "count",
    "share",
    "mean",
    "year_on_year",
    "period_on_period",
    "coverage",
    "on_time",
    "timely_acceptance",
    "settled",
    "satisfaction",
    "participation",
    "reply",
    "rebound",
    "weighted_score",
    "rank",
]
