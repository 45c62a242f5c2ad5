"""Forms that were begun and not sent."""

import json
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.staff.models import User

from ..models import Draft

LONGEST_DRAFT = 60_000


@action
def save_draft(*, by: User, form: str, data: dict[str, Any], object_id: str = "") -> Draft:
    """Keep what was typed, sealed, for this user alone; the same form again replaces it."""
    text = json.dumps(data, ensure_ascii=False)
    if len(text) > LONGEST_DRAFT:
        raise Refused(_("内容过长，草稿没有保存，请直接提交或删减内容。"))
    draft = Draft.objects.select_for_update().filter(user=by, form=form, object_id=object_id).first()
    draft = draft or Draft(user=by, form=form, object_id=object_id)
    draft.data = text
    draft.save()
    return draft


@action
def discard_draft(*, by: User, form: str, object_id: str = "") -> None:
    """Forget a draft; nothing happens when there is none."""
    Draft.objects.filter(user=by, form=form, object_id=object_id).delete()
