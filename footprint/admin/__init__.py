"""Factor sets are drafted and published here; what is published, and what was counted with it, never changes."""

from footprint.admin.assessments import AssessmentAdmin
from footprint.admin.factor_sets import FactorSetAdmin
from footprint.admin.factors import FactorAdmin

__all__ = ["AssessmentAdmin", "FactorAdmin", "FactorSetAdmin"]
