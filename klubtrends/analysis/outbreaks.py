"""More than expected? Every method by which the kit judges counts, in one place.

`farrington_flexible` and `farrington` hold a week against the same season of earlier years, `ears` against the weeks
just before it, `predictive` against a short history with its exposure.
"""

from klubtrends.analysis.ears import Ears, ears
from klubtrends.analysis.farrington import farrington, farrington_flexible
from klubtrends.analysis.predictive import (
    JEFFREYS,
    LEAST_MONTHS,
    Band,
    Prediction,
    Prior,
    chance_of_any,
    expected_totals,
    overdispersion,
    predictive,
)
from klubtrends.analysis.series import Status
from klubtrends.analysis.yearly import Farrington

__all__ = [
    "JEFFREYS",
    "LEAST_MONTHS",
    "Band",
    "Ears",
    "Farrington",
    "Prediction",
    "Prior",
    "Status",
    "chance_of_any",
    "ears",
    "expected_totals",
    "farrington",
    "farrington_flexible",
    "overdispersion",
    "predictive",
]
