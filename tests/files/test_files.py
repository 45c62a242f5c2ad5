"""A file is what it says it is, keeps no secrets of its maker, and is read by nobody who may not."""

import io
import os
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from doudi.office.audit.models import AccessRecord, AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.files import actions, permissions
from doudi.office.files.models import File
from doudi.office.staff.enums import Role

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def by(county):
    return county[Role.TOWNSHIP_INTAKE]


def upload(name, data):
    return SimpleUploadedFile(name, data)


def picture(kind="JPEG", size=(40, 20), mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    return out.getvalue()


def workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def test_a_file_is_kept_under_a_random_name_outside_the_web_root(by, county, folder):
    file = actions.store(upload("证明.pdf", PDF), by=by, kind="EVIDENCE", division=county.east)
    path = actions.path_of(file)
    assert path.read_bytes() == PDF
    assert path.is_relative_to(folder)
    assert "证明" not in path.name
    assert path.stat().st_mode & 0o777 == 0o600
    assert (file.size, file.format, str(file)) == (len(PDF), "PDF", "证明.pdf")
    assert AuditRecord.objects.about(file).get().verb == "store_file"


@pytest.mark.parametrize(
    ("name", "data", "file_format"),
    [
        ("a.PDF", PDF, "PDF"),
        ("a.jpg", picture(), "JPEG"),
        ("a.jpeg", picture(), "JPEG"),
        ("a.png", picture("PNG"), "PNG"),
        ("a.xlsx", workbook(), "XLSX"),
        ("a.csv", "姓名,住址".encode("gb18030"), "CSV"),
        ("a.csv", "姓名,住址".encode(), "CSV"),
    ],
    ids=["pdf", "jpg", "jpeg", "png", "xlsx", "csv-gb", "csv-utf8"],
)
def test_what_is_on_the_list_is_taken(by, name, data, file_format):
    assert actions.store(upload(name, data), by=by).format == file_format


REFUSED = [
    ("a.exe", b"MZ", "只接收"),
    ("a.svg", b"<svg onload=alert(1)>", "只接收"),
    ("a.html", b"<html>", "只接收"),
    ("a", b"x", "只接收"),
    ("a.pdf.exe", PDF, "只接收"),
    ("a.pdf", b"<html><script>", "与扩展名不符"),
    ("a.jpg", b"<html><script>", "与扩展名不符"),
    ("a.jpg", PDF, "与扩展名不符"),
    ("a.png", picture(), "与扩展名不符"),
    ("a.xlsx", b"\xd0\xcf\x11\xe0", "与扩展名不符"),
    ("a.xlsx", b"PK\x03\x04broken", "不是真正的 XLSX"),
    ("a.jpg", b"\xff\xd8\xff" + b"x" * 100, "图片已损坏"),
    ("a.jpg", picture(size=(200, 200))[:300], "图片已损坏"),
    ("a.png", picture("PNG")[:40], "图片已损坏"),
    ("a.csv", b"<!DOCTYPE html><script>", "内容或编码不对"),
    ("a.csv", b"a\x00b", "内容或编码不对"),
    ("a.csv", b"\x81", "内容或编码不对"),
    ("a.pdf", b"", "空的"),
]


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_what_it_says_is_refused(by, name, data, reason, folder):
    with pytest.raises(Refused, match=reason) as refusal:
        actions.store(SimpleUploadedFile(name, data), by=by)
    assert refusal.value.field == "file"
    assert not File.objects.exists()
    assert not folder.exists()


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(by, monkeypatch):
    monkeypatch.setattr(actions, "MOST_BYTES", 100)
    actions.store(upload("a.pdf", PDF.ljust(100)), by=by)
    with pytest.raises(Refused, match="超过"):
        actions.store(upload("a.pdf", PDF.ljust(101)), by=by)


def test_a_picture_with_too_many_pixels_is_refused(by, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PIXELS", 799)
    with pytest.raises(Refused, match="像素过大"):
        actions.store(upload("a.png", picture("PNG")), by=by)


def test_a_picture_made_to_burst_is_refused(by, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(Refused, match="图片已损坏"):
        actions.store(upload("a.png", picture("PNG")), by=by)


def test_too_many_files_in_a_day_are_refused(by, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 1)
    actions.store(upload("a.pdf", PDF), by=by)
    with pytest.raises(Refused, match="已达 1 个"):
        actions.store(upload("a.pdf", PDF), by=by)
    assert actions.store(upload("a.pdf", PDF), by="portal").uploaded_by is None


def test_a_picture_loses_its_place_and_device_and_stands_upright(by):
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "SecretPhone 9", 6
    exif.get_ifd(0x8825)[2] = (30.0, 50.0, 12.0)
    data = picture(exif=exif, comment=b"SecretPhone 9") + b"<script>alert(1)</script>"
    file = actions.store(upload("a.jpg", data), by=by)
    kept = actions.path_of(file).read_bytes()
    assert b"SecretPhone" not in kept
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
    assert file.is_image


def test_a_transparent_picture_stays_transparent(by):
    file = actions.store(upload("a.png", picture("PNG", mode="RGBA")), by=by)
    with Image.open(actions.path_of(file)) as image:
        assert image.mode == "RGBA"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\users\\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("字" * 300 + ".pdf", "字" * 140 + ".pdf"),
        ("..", "file"),
        ("x" * 200, "x" * 150),
    ],
)
def test_the_name_of_a_file_is_only_a_name(name, kept):
    assert actions._plain_name(name) == kept


# reading


@pytest.fixture
def stored(by, county):
    return actions.store(upload("证明.pdf", PDF), by=by, kind="EVIDENCE", division=county.east)


def test_a_file_is_a_download_and_never_a_page(client, by, stored):
    client.force_login(by)
    answer = client.get(f"/files/{stored.uuid}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert "sandbox" in answer["Content-Security-Policy"]
    seen = AccessRecord.objects.get()
    assert (seen.purpose, seen.user_id) == ("证明材料", by.pk)


def test_only_a_picture_is_shown_in_a_page(client, by, county, stored):
    client.force_login(by)
    assert client.get(f"/files/{stored.uuid}/picture/").status_code == 404
    photo = actions.store(upload("a.jpg", picture()), by=by, division=county.east)
    answer = client.get(f"/files/{photo.uuid}/picture/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    answer.close()


def test_who_may_read_a_file(county, stored):
    may = {role for role in Role if permissions.may_read(county[role], stored)}
    east = {Role.TOWNSHIP_INTAKE, Role.TOWNSHIP_REVIEWER, Role.TOWNSHIP_HEAD}
    assert may == east | {Role.COUNTY_OFFICER, Role.COUNTY_HEAD, Role.FINANCE_OFFICER, Role.AUDITOR}


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.VILLAGE_ASSISTANT])
def test_a_file_out_of_scope_looks_like_one_that_does_not_exist(client, county, stored, role):
    client.force_login(county[role])
    hidden = client.get(f"/files/{stored.uuid}/")
    missing = client.get("/files/00000000-0000-0000-0000-000000000000/")
    assert (
        (hidden.status_code, hidden.content)
        == (missing.status_code, missing.content)
        == (404, missing.content)
    )
    assert not AccessRecord.objects.exists()


def test_apps_above_open_the_files_that_hang_on_their_rows(county, by, monkeypatch):
    file = actions.store(upload("a.pdf", PDF), by=by)
    village = county[Role.VILLAGE_ASSISTANT]
    assert permissions.may_read(by, file)
    assert not permissions.may_read(village, file)
    monkeypatch.setattr(permissions, "_checks", [])

    def check(user, row):
        return user == village and row == file

    permissions.register(check)
    permissions.register(check)
    assert len(permissions._checks) == 1
    assert permissions.may_read(village, file)


def test_bytes_that_are_gone_are_a_missing_page(client, by, stored):
    actions.path_of(stored).unlink()
    client.force_login(by)
    assert client.get(f"/files/{stored.uuid}/").status_code == 404


def test_a_stranger_gets_no_file(client, stored):
    assert client.get(f"/files/{stored.uuid}/").status_code == 302


def test_bytes_of_an_upload_that_was_rolled_back_are_swept(by, stored, folder, capsys):
    orphan = folder / "ab" / "orphan"
    young = folder / "ab" / "young"
    orphan.parent.mkdir(exist_ok=True)
    for path in (orphan, young):
        path.write_bytes(b"x")
    for path in (orphan, actions.path_of(stored)):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    call_command("sweep_files")
    assert "1 removed" in capsys.readouterr().out
    assert not orphan.exists()
    assert young.exists()
    assert actions.path_of(stored).exists()
