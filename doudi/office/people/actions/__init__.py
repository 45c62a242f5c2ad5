"""What can happen to persons, households and what is known of them."""

from .access import note_file_read, reveal
from .accounts import set_account
from .entry import clean_account_number, clean_document, clean_name, clean_phone, name_initials
from .facts import record_fact, record_facts, replace_fact, set_fact, set_facts, withdraw_fact
from .households import (
    form_household,
    join,
    leave,
    mark,
    record_death,
    set_head,
    set_marks,
    set_relation,
    unmark,
)
from .imports import (
    begin_import,
    confirm_import,
    finish_import,
    note_check,
    note_failure,
    stop_import,
)
from .persons import register_person, update_person
from .reshaping import close, merge, move, split

__all__ = [
    "begin_import",
    "clean_account_number",
    "clean_document",
    "clean_name",
    "clean_phone",
    "close",
    "confirm_import",
    "finish_import",
    "form_household",
    "join",
    "leave",
    "mark",
    "merge",
    "move",
    "name_initials",
    "note_check",
    "note_failure",
    "note_file_read",
    "record_death",
    "record_fact",
    "record_facts",
    "register_person",
    "replace_fact",
    "reveal",
    "set_account",
    "set_fact",
    "set_facts",
    "set_head",
    "set_marks",
    "set_relation",
    "split",
    "stop_import",
    "unmark",
    "update_person",
    "withdraw_fact",
]
