"""The pages of awards, of raised standards, and of facts that came out late."""

from .awards import award_act, award_detail, award_list
from .raises import (
    raise_act,
    raise_detail,
    raise_export,
    raise_letter,
    raise_letters,
    raise_list,
    raise_new,
)
from .reassessments import (
    reassessment_detail,
    reassessment_export,
    reassessment_letter,
    reassessment_new,
)

__all__ = [
    "award_act",
    "award_detail",
    "award_list",
    "raise_act",
    "raise_detail",
    "raise_export",
    "raise_letter",
    "raise_letters",
    "raise_list",
    "raise_new",
    "reassessment_detail",
    "reassessment_export",
    "reassessment_letter",
    "reassessment_new",
]
