"""The only door to the engine and the policies: what is asked, what is in force, what a household gets."""

from ..enums import Outcome
from .again import ValueChange, assess_again, facts_of, value_changes, value_days
from .assessing import Assessment, Missing, assess, assess_case
from .catalogue import DERIVED, catalogue
from .determining import content_hash, frozen, replay
from .difference import Change, changes
from .earning import cliff
from .entitlements import Entitlement, Entitlements, amount_text, entitlements, is_handled, owner_of
from .figures import read_figure, show_figures, unit_label, write_figure
from .groups import DIMENSIONS, dimension_label, group_label, township_names
from .household import case_of, fact_values
from .levers import BOTH, SLIDING, sides, slider, value_of
from .local import in_force, refresh
from .programmes import (
    BASIC,
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
from .recognition import Recognition, gives, joined, path_code, register_recognition
from .replaying import Cause, Replayed, grouped, replayed
from .scopes import scope_reason
from .selfcheck import Answers, Member, self_check
from .simulating import (
    PopulationState,
    population_file,
    population_state,
    read_effects,
    simulated_programmes,
    simulation_levers,
    try_out,
    warm_up,
    write_population,
)
from .standards import MAIN, Standard, all_standards, main_standards, parameter, standards

__all__ = [
    "BASIC",
    "BOTH",
    "DERIVED",
    "DIMENSIONS",
    "MAIN",
    "NATION",
    "SLIDING",
    "Answers",
    "Assessment",
    "Cause",
    "Change",
    "Entitlement",
    "Entitlements",
    "Member",
    "Missing",
    "Outcome",
    "PopulationState",
    "ProgrammeInfo",
    "Recognition",
    "Replayed",
    "Standard",
    "ValueChange",
    "all_standards",
    "amount_text",
    "assess",
    "assess_again",
    "assess_case",
    "case_of",
    "catalogue",
    "changes",
    "cliff",
    "content_hash",
    "dimension_label",
    "entitlements",
    "exclusion_group",
    "fact_values",
    "facts_of",
    "frozen",
    "gives",
    "group_label",
    "grouped",
    "in_force",
    "is_handled",
    "joined",
    "known_place",
    "label",
    "main_standards",
    "owner_of",
    "parameter",
    "path_code",
    "place_choices",
    "place_name",
    "place_of",
    "population_file",
    "population_state",
    "procedure",
    "programme",
    "programmes",
    "read_effects",
    "read_figure",
    "refresh",
    "register_recognition",
    "replay",
    "replayed",
    "scope_reason",
    "self_check",
    "show_figures",
    "sides",
    "simulated_programmes",
    "simulation_levers",
    "slider",
    "standards",
    "township_names",
    "try_out",
    "unit_label",
    "value_changes",
    "value_days",
    "value_of",
    "warm_up",
    "write_figure",
    "write_population",
]
