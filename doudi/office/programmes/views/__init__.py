"""The pages of the rulebook."""

from .determinations import determination_detail, determination_diff, determination_replay, panel, what_if
from .entitlements import cliff, entitlements
from .library import policy_changes, policy_coverage, policy_documents, standard_history
from .lines import standards_lines
from .local import (
    local_standard_act,
    local_standard_detail,
    local_standard_edit,
    local_standard_list,
    local_standard_new,
)
from .scopes import programme_scope_list, programme_scope_new
from .simulation import (
    simulation,
    simulation_build,
    simulation_compare,
    simulation_delete,
    simulation_draft,
    simulation_export,
    simulation_save,
)
from .standards import standards, standards_export

__all__ = [
    "cliff",
    "determination_detail",
    "determination_diff",
    "determination_replay",
    "entitlements",
    "local_standard_act",
    "local_standard_detail",
    "local_standard_edit",
    "local_standard_list",
    "local_standard_new",
    "panel",
    "policy_changes",
    "policy_coverage",
    "policy_documents",
    "programme_scope_list",
    "programme_scope_new",
    "simulation",
    "simulation_build",
    "simulation_compare",
    "simulation_delete",
    "simulation_draft",
    "simulation_export",
    "simulation_save",
    "standard_history",
    "standards",
    "standards_export",
    "standards_lines",
    "what_if",
]
