"""Delegation is decided by the county; `staff` lies above this app, so the user answers for themself."""

from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.places.models import Division

MAY_DELEGATE = ("COUNTY_HEAD",)


def check_delegate(user: Any, township: Division) -> None:
    if not user.has_role(*MAY_DELEGATE, division=township):
        raise Refused(_("委托审核确认须由%(place)s所属县级负责人办理。") % {"place": township.name})
