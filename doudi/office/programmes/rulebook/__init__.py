"""The only door to the engine and the policies: what is asked, what is in force, what a household gets."""

from .assessing import Assessment, Missing, assess, assess_case
from .catalogue import DERIVED, catalogue
from .determining import content_hash, frozen, replay
from .difference import Change, changes
from .household import case_of, fact_values
from .programmes import (
    NATION,
    ProgrammeInfo,
    exclusion_group,
    known_place,
    label,
    place_choices,
    place_name,
    place_of,
    procedure,
    programme,
    programmes,
)
from .selfcheck import Answers, Member, self_check
from .standards import Standard, all_standards, main_standards, parameter, standards

__all__ = [
    "DERIVED",
    "NATION",
    "Answers",
    "Assessment",
    "Change",
    "Member",
    "Missing",
    "ProgrammeInfo",
    "Standard",
    "all_standards",
    "main_standards",
    "assess",
    "assess_case",
    "case_of",
    "changes",
    "catalogue",
    "content_hash",
    "exclusion_group",
    "fact_values",
    "frozen",
    "known_place",
    "label",
    "parameter",
    "place_choices",
    "place_name",
    "place_of",
    "procedure",
    "programme",
    "programmes",
    "replay",
    "self_check",
    "standards",
]
