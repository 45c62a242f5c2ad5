"""Files to and from the bank, by layouts that are data; knows no database."""

from .reading import Answer, AnswerRow, Unreadable, read
from .schema import Layout, layout, layouts
from .writing import Head, Line, file_name, problem, write

__all__ = [
    "Answer",
    "AnswerRow",
    "Head",
    "Layout",
    "Line",
    "Unreadable",
    "file_name",
    "layout",
    "layouts",
    "problem",
    "read",
    "write",
]
