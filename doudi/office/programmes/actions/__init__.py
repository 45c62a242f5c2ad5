"""What can happen in the rulebook: determinations are kept, standards are set, programmes are piloted."""

from .determining import determine, redetermine, replay
from .scopes import set_scope
from .simulation import ask_population, delete_scenario, draft_scenario, save_scenario
from .standards import (
    approve_standard,
    draft_standard,
    record_meeting,
    return_standard,
    revise_standard,
    submit_standard,
    withdraw_standard,
)

__all__ = [
    "approve_standard",
    "ask_population",
    "delete_scenario",
    "determine",
    "draft_scenario",
    "draft_standard",
    "record_meeting",
    "redetermine",
    "replay",
    "return_standard",
    "revise_standard",
    "save_scenario",
    "set_scope",
    "submit_standard",
    "withdraw_standard",
]
