"""A roster is uploaded, looked over, and confirmed or put away; the reading is in `people.imports`."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doudi.office.audit.actions import record
from doudi.office.base.actions import action
from doudi.office.base.calendar import database_now
from doudi.office.base.errors import Refused
from doudi.office.base.tasks import enqueue
from doudi.office.files.actions import store
from doudi.office.files.enums import FileFormat, FileKind
from doudi.office.places.models import Division

from .. import permissions
from ..enums import ImportState, RowState
from ..models import ImportRun

CHECK = "people.check_import"
WRITE = "people.write_import"


@action
def begin_import(upload: Any, *, by: Any, division: Division, on: date) -> ImportRun:
    """Keep the file and have it checked in the background; nothing of it is written yet."""
    permissions.check_import(by, division)
    file = store(upload, by=by, kind=FileKind.ROSTER, division=division)
    if file.format != FileFormat.XLSX:
        raise Refused(_("请上传用模板填写的 .xlsx 文件。"), "file")
    run = ImportRun.objects.create(file=file, division=division, on=on, by=by)
    _enqueue(run, CHECK, by)
    record(by, "people.begin_import", run, after={"file": file.sha256, "on": on})
    return run


@action
def confirm_import(run: ImportRun, *, by: Any) -> ImportRun:
    """Write what the check found right; a second click changes nothing."""
    run = _locked(run)
    permissions.check_import(by, run.division)
    if run.state in (ImportState.RUNNING, ImportState.DONE):
        return run
    if run.state != ImportState.CHECKED or not run.new + run.changed:
        raise Refused(_("这份名册没有可以导入的内容，请更正后重新上传。"))
    run.state = ImportState.RUNNING
    _enqueue(run, WRITE, by)
    record(by, "people.confirm_import", run, after={"new": run.new, "changed": run.changed})
    return run


@action
def stop_import(run: ImportRun, *, by: Any) -> ImportRun:
    """Put the roster away; nothing of it was written."""
    run = _locked(run)
    permissions.check_import(by, run.division)
    if run.state not in (ImportState.CHECKED, ImportState.STOPPED):
        raise Refused(_("名册正在处理或已经导入，不能放弃。"))
    if run.state == ImportState.CHECKED:
        run.state, run.message = ImportState.STOPPED, gettext_noop("已放弃导入。")
        run.save(update_fields=["state", "message"])
        record(by, "people.stop_import", run)
    return run


@action
def note_check(run: ImportRun, *, by: Any, counts: dict[str, int], errors: Any = None) -> ImportRun:
    """What the check found: the counts, and the workbook of wrong rows."""
    run = _locked(run)
    _count(run, counts)
    if errors is not None:
        run.errors_file = store(errors, by=by, kind=FileKind.ROSTER, division=run.division)
    run.state = ImportState.CHECKED
    run.save()
    record(by, "people.check_import", run, after=counts)
    return run


@action
def note_failure(run: ImportRun, *, by: Any, reason: str) -> ImportRun:
    """The file cannot be read as a roster."""
    run = _locked(run)
    run.state, run.message = ImportState.STOPPED, reason[:500]
    run.save(update_fields=["state", "message"])
    record(by, "people.stop_import", run, reason=reason)
    return run


@action
def finish_import(run: ImportRun, *, by: Any, refused: list[str]) -> ImportRun:
    """All households were tried; `refused` are the reasons of those that were not written."""
    run = _locked(run)
    if run.state != ImportState.DONE:
        run.state, run.done_at = ImportState.DONE, database_now()
        run.message = "；".join(refused)[:500]
        run.save(update_fields=["state", "done_at", "message"])
        record(by, "people.finish_import", run, after={"refused": len(refused)})
    return run


def _locked(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update(of=("self",)).select_related("division", "file").get(pk=run.pk)


def _count(run: ImportRun, counts: dict[str, int]) -> None:
    run.new = counts.get(RowState.NEW, 0)
    run.changed = counts.get(RowState.CHANGED, 0)
    run.same = counts.get(RowState.SAME, 0)
    run.refused = counts.get(RowState.REFUSED, 0)


def _enqueue(run: ImportRun, kind: str, by: Any) -> None:
    run.task_id = enqueue(kind, {"run": run.pk}, by).pk
    run.save(update_fields=["task_id", "state"])
