"""Rosters from a spreadsheet: persons and households, and the rows of higher apps.

A file is read twice: once to say of every row what it would do (new, changed, the same, refused), and,
when someone confirmed that, once to do it, household by household. Both times the checks are those of the
actions. A higher app adds a sheet of its own:

    imports.register_rows("AWARD", handler)

`handler` has `sheet` (its name), `columns` (tuple of `Column`; the column of the household key comes by
itself), and two functions:

    check(household, cells, *, on) -> Verdict      household is None while it is still to be formed
    apply(household, cells, *, by, on) -> None     called inside the act that writes the household

`cells` maps the keys of the columns to str, int, float, date or None.
"""

from .columns import AWARD, Column, RowHandler, Verdict, handlers, register_rows, template_workbook
from .roster import Roster, read_roster
from .writing import errors_workbook, write_household

__all__ = [
    "AWARD",
    "Column",
    "Roster",
    "RowHandler",
    "Verdict",
    "errors_workbook",
    "handlers",
    "read_roster",
    "register_rows",
    "template_workbook",
    "write_household",
]
