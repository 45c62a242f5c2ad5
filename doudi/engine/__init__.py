"""The rule machine: plain functions, dated parameters by place, one explained result or millions."""

from doudi.engine.errors import EngineError, FactError, MissingParameter, PolicyError, RuleError
from doudi.engine.explain import Line
from doudi.engine.formulas import at, band, part, round_money, share, tiers
from doudi.engine.frozen import Difference, content_hash
from doudi.engine.parameters import ParameterValue, Settlement
from doudi.engine.policies import Policies, load
from doudi.engine.programmes import Programme
from doudi.engine.results import Case, MissingFact, Result, Step, Unknown
from doudi.engine.rulebook import Rulebook
from doudi.engine.rules import Record, all_members, any_member, count, rule, total
from doudi.engine.units import Money, Ratio, RoundingMode

__all__ = [
    "Case",
    "Difference",
    "EngineError",
    "FactError",
    "Line",
    "MissingFact",
    "MissingParameter",
    "Money",
    "ParameterValue",
    "Policies",
    "PolicyError",
    "Programme",
    "Ratio",
    "Record",
    "Result",
    "RoundingMode",
    "RuleError",
    "Rulebook",
    "Settlement",
    "Step",
    "Unknown",
    "all_members",
    "any_member",
    "at",
    "band",
    "content_hash",
    "count",
    "load",
    "part",
    "round_money",
    "rule",
    "share",
    "tiers",
    "total",
]
