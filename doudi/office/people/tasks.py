"""Long work on rosters: checking one, and writing one."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused
from doudi.office.base.sheets import SheetRefused
from doudi.office.base.tasks import Handle, task

from . import actions
from .actions.imports import CHECK, WRITE
from .enums import ImportState, RowState
from .imports import errors_workbook, read_roster, write_household
from .models import ImportRun

MOST_REASONS = 20


class _Upload(io.BytesIO):
    """Bytes with a name, as `files.store` wants them."""

    name = "errors.xlsx"


def _run(pk: int) -> ImportRun:
    return ImportRun.objects.select_related("division", "file").get(pk=pk)


@task(CHECK)
def check_import(handle: Handle, run: int) -> dict[str, int]:
    """Say of every row what it would do; nothing of the roster is written."""
    found = _run(run)
    if found.state != ImportState.CHECKING:
        return {}
    handle.progress(0, 2)
    try:
        roster = read_roster(found.file, found.division, found.on, handle.by)
    except SheetRefused as refusal:
        actions.note_failure(found, by=handle.by, reason=str(refusal))
        return {}
    handle.progress(1, 2)
    data = errors_workbook(roster)
    upload = _Upload(data) if data else None
    if upload is not None:
        upload.name = _("%(stem)s-错误.xlsx") % {"stem": found.file.name.removesuffix(".xlsx")[:60]}
    actions.note_check(found, by=handle.by, counts=roster.counts, errors=upload)
    handle.progress(2, 2)
    return roster.counts


@task(WRITE)
def write_import(handle: Handle, run: int) -> dict[str, Any]:
    """Write household by household; after a crash it begins again and finds the written ones the same."""
    found = _run(run)
    if found.state != ImportState.RUNNING:
        return {}
    roster = read_roster(found.file, found.division, found.on, handle.by)
    groups = [group for group in roster.groups if group.changes and not group.is_refused]
    refused = []
    for done, group in enumerate(groups):
        handle.progress(done, len(groups))
        try:
            write_household(group, by=handle.by, on=found.on)
        except Refused as refusal:
            refused.append(_("家庭 %(key)s：%(why)s") % {"key": group.key, "why": refusal})
    late = roster.counts.get(RowState.REFUSED, 0) - found.refused
    if late > 0:
        refused.append(_("有 %(n)d 行在检查之后情况有变，没有写入，请重新上传检查") % {"n": late})
    handle.progress(len(groups), len(groups))
    actions.finish_import(found, by=handle.by, refused=refused[-MOST_REASONS:])
    return {"written": len(groups) - len(refused), "refused": len(refused)}
