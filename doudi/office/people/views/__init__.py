"""The pages of persons and households."""

from .acts import (
    account_edit,
    death_new,
    head_change,
    household_close,
    household_merge,
    household_move,
    household_split,
    mark_edit,
    member_edit,
    member_leave,
    member_new,
)
from .facts import fact_edit, fact_new, fact_withdraw
from .households import household_detail, household_list, household_new
from .imports import (
    import_confirm,
    import_detail,
    import_errors,
    import_list,
    import_new,
    import_stop,
    import_template,
)
from .persons import duplicate_hint, person_detail, person_edit, person_search, reveal

__all__ = [
    "account_edit",
    "death_new",
    "duplicate_hint",
    "fact_edit",
    "fact_new",
    "fact_withdraw",
    "head_change",
    "household_close",
    "household_detail",
    "household_list",
    "household_merge",
    "household_move",
    "household_new",
    "household_split",
    "import_confirm",
    "import_detail",
    "import_errors",
    "import_list",
    "import_new",
    "import_stop",
    "import_template",
    "mark_edit",
    "member_edit",
    "member_leave",
    "member_new",
    "person_detail",
    "person_edit",
    "person_search",
    "reveal",
]
