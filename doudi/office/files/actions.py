"""Taking in a file: what it claims to be must be what it is; pictures lose their metadata."""

import hashlib
import io
import os
import secrets
import uuid
import warnings
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from doudi.office.audit import actions as audit
from doudi.office.base.actions import action
from doudi.office.base.calendar import database_now
from doudi.office.base.errors import Refused
from doudi.office.base.sheets import SheetRefused, zip_guard
from doudi.office.files.enums import FileFormat, FileKind
from doudi.office.files.models import File
from doudi.office.places.models import Division

MOST_BYTES = 10 << 20
MOST_PIXELS = 40_000_000
MOST_A_DAY = 1000
SUFFIXES = {
    ".pdf": FileFormat.PDF,
    ".jpg": FileFormat.JPEG,
    ".jpeg": FileFormat.JPEG,
    ".png": FileFormat.PNG,
    ".xlsx": FileFormat.XLSX,
    ".csv": FileFormat.CSV,
}
MAGIC = {
    FileFormat.PDF: b"%PDF-",
    FileFormat.JPEG: b"\xff\xd8\xff",
    FileFormat.PNG: b"\x89PNG\r\n\x1a\n",
    FileFormat.XLSX: b"PK\x03\x04",
}


@action
def store(upload: Any, *, by: Any, kind: str = FileKind.OTHER, division: Division | None = None) -> File:
    """Keep an uploaded file; `upload` has `.name` and `.read()`. Raises Refused with what to do."""
    _check_quota(by)
    name = _plain_name(upload.name)
    file_format, data = _checked(name, upload)
    file = File(
        uuid=uuid.uuid4(),
        name=name,
        kind=kind,
        format=file_format,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored=_write(data),
        division=division,
        uploaded_by_id=getattr(by, "pk", None),
    )
    file.save(force_insert=True)
    audit.record(by, "store_file", file, after={"kind": kind, "format": file_format, "sha256": file.sha256})
    return file


def path_of(file: File) -> Path:
    """Where its bytes lie."""
    return files_dir() / file.stored


def files_dir() -> Path:
    return Path(getattr(settings, "FILES_DIR", settings.DATA / "files"))


def _check_quota(by: Any) -> None:
    pk = getattr(by, "pk", None)
    if pk is None:
        return
    since = database_now().replace(hour=0, minute=0, second=0, microsecond=0)
    if File.objects.filter(uploaded_by_id=pk, created_at__gte=since).count() >= MOST_A_DAY:
        raise Refused(_("您今天上传的文件已达 %(n)d 个，请明天再传，或联系系统管理员。") % {"n": MOST_A_DAY})


def _plain_name(name: str) -> str:
    """The last part of what the browser called the file, 150 printable characters at most."""
    last = str(name).replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in last if c.isprintable()).strip(" .") or "file"
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:140]}{dot}{suffix[:9]}" if dot else clean[:150]


def _checked(name: str, upload: Any) -> tuple[FileFormat, bytes]:
    file_format = SUFFIXES.get(Path(name).suffix.lower())
    if file_format is None:
        raise Refused(_("只接收 PDF、JPG、PNG、XLSX 和 CSV 文件，请转换格式后再上传。"), "file")
    data = upload.read(MOST_BYTES + 1)
    if not data:
        raise Refused(_("文件是空的，请检查后重新选择。"), "file")
    if len(data) > MOST_BYTES:
        raise Refused(_("文件超过 %(n)d MB，请压缩或拆分后再上传。") % {"n": MOST_BYTES >> 20}, "file")
    if not data.startswith(MAGIC.get(file_format, b"")):
        raise Refused(_("文件内容与扩展名不符，请用原来的软件重新导出后再上传。"), "file")
    return file_format, _cleaned(file_format, data)


def _cleaned(file_format: FileFormat, data: bytes) -> bytes:
    if file_format in {FileFormat.JPEG, FileFormat.PNG}:
        return _without_metadata(file_format, data)
    if file_format == FileFormat.XLSX:
        _check_xlsx(data)
    if file_format == FileFormat.CSV:
        _check_csv(data)
    return data


def _check_xlsx(data: bytes) -> None:
    try:
        zip_guard(io.BytesIO(data))
    except SheetRefused as refusal:
        raise Refused(str(refusal), "file") from None


def _check_csv(data: bytes) -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.lstrip().lower().startswith(("<!doctype", "<html", "<script")):
            return
    raise Refused(_("文本文件的内容或编码不对，请另存为“CSV UTF-8”再上传。"), "file")


def _without_metadata(file_format: FileFormat, data: bytes) -> bytes:
    """The same picture, upright, saved afresh: no place, no device, nothing hidden behind it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _saved_afresh(file_format, data)
    except Refused:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refused(_("图片已损坏，打不开，请重新拍摄或导出后再上传。"), "file") from None


def _saved_afresh(file_format: FileFormat, data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=[file_format]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(_("图片像素过大（超过 4000 万），请缩小后再上传。"), "file")
        upright = ImageOps.exif_transpose(picture)
        mode = "RGB" if file_format == FileFormat.JPEG else _png_mode(upright)
        bare = Image.new(mode, upright.size)
        bare.paste(upright.convert(mode))
    out = io.BytesIO()
    bare.save(out, file_format, **({"quality": 88} if file_format == FileFormat.JPEG else {}))
    return out.getvalue()


def _png_mode(picture: Image.Image) -> str:
    return "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"


def _write(data: bytes) -> str:
    """Write the bytes under a random name, whole or not at all; answers the name below `files_dir()`."""
    name = secrets.token_hex(16)
    stored = f"{name[:2]}/{name}"
    target = files_dir() / stored
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_suffix(".part")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(target)
    return stored
