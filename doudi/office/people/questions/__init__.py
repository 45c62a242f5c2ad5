"""What is asked of persons and households: chains of querysets, the fact sheet, and search."""

from .querysets import FactQuerySet, HouseholdQuerySet, MembershipQuerySet, PersonQuerySet
from .search import (
    Hit,
    Likeness,
    account_index,
    address_index,
    document_index,
    duplicates,
    find,
    phone_index,
    tail_index,
)
from .sheet import Facts, FactSheet, FactView, chosen, facts_for

__all__ = [
    "FactQuerySet",
    "FactSheet",
    "FactView",
    "Facts",
    "Hit",
    "HouseholdQuerySet",
    "Likeness",
    "MembershipQuerySet",
    "PersonQuerySet",
    "account_index",
    "address_index",
    "chosen",
    "document_index",
    "duplicates",
    "facts_for",
    "find",
    "phone_index",
    "tail_index",
]
