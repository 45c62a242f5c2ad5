"""Handing out files: always as a download, never as a page."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from doudi.office.audit import actions as audit
from doudi.office.files import actions
from doudi.office.files.enums import FileFormat
from doudi.office.files.models import File
from doudi.office.files.permissions import may_read
from doudi.office.staff.permissions import signed_in

CONTENT_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.JPEG: "image/jpeg",
    FileFormat.PNG: "image/png",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv",
}


@signed_in
@require_safe
def download(request: HttpRequest, uuid: str) -> FileResponse:
    """One file; a file out of scope looks like one that does not exist."""
    return _answer(_readable(request, uuid), as_attachment=True)


@signed_in
@require_safe
def picture(request: HttpRequest, uuid: str) -> FileResponse:
    """A picture inside a page; only what was saved afresh as a picture."""
    file = _readable(request, uuid)
    if not file.is_image:
        raise Http404
    return _answer(file, as_attachment=False)


def _readable(request: HttpRequest, uuid: str) -> File:
    file = File.objects.select_related("division").filter(uuid=uuid).first()
    if file is None or not may_read(request.user, file):
        raise Http404
    audit.record_access(request.user, None, file.get_kind_display(), ["file"], path=request.path)
    return file


def _answer(file: File, as_attachment: bool) -> FileResponse:
    try:
        data = actions.path_of(file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        data,
        as_attachment=as_attachment,
        filename=file.name,
        content_type=CONTENT_TYPES[FileFormat(file.format)],
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
