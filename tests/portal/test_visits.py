"""The visit form on a phone: sent again and again without network, taken once."""

import base64
import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from doudi.office.cases.models import HomeVisit
from doudi.office.portal.forms import PNG

from .conftest import ON, read


def picture(kind="PNG"):
    data = BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, kind)
    return data.getvalue()


@pytest.fixture
def case(world):
    case = world.case()
    world.drive(case, "HOME_VISIT")
    return case


@pytest.fixture
def filled(world):
    return {
        "client_id": str(uuid.uuid4()),
        "visited_on": ON.isoformat(),
        "first": world.assistant.pk,
        "second": world.intake.pk,
        "findings": "两间砖房。",
    }


@pytest.fixture
def send(world, case, filled, desk):
    browser = desk(world.assistant)
    address = reverse("visit_form", args=[case.number])
    return lambda **changes: browser.post(address, {**filled, **changes})


def test_the_list_leads_to_the_form(world, case, desk):
    browser = desk(world.assistant)
    page = read(browser.get(reverse("visit_list")))
    address = reverse("visit_form", args=[case.number])
    assert address in page
    page = read(browser.get(address))
    assert 'name="client_id"' in page
    assert "data-visit" in page


def test_a_visit_sent_twice_is_one_visit(send, case, filled):
    assert send()["Location"] == reverse("visit_list")
    assert send()["Location"] == reverse("visit_list")
    visit = HomeVisit.objects.get()
    assert str(visit.client_key) == filled["client_id"]
    case.refresh_from_db()
    assert case.current_step == "REVIEW"


def test_another_visit_after_the_first_is_refused(send, case):
    send()
    page = read(send(client_id=str(uuid.uuid4())))
    assert "不能重复办理" in page
    assert HomeVisit.objects.count() == 1


def test_place_photos_and_signature_are_kept(send):
    signature = PNG + base64.b64encode(picture()).decode()
    photos = [SimpleUploadedFile(f"{n}.jpg", picture("JPEG"), "image/jpeg") for n in range(2)]
    answer = send(place="30.80785,108.40890,±12", signature=signature, photos=photos)
    assert answer.status_code == 302
    visit = HomeVisit.objects.get()
    assert (str(visit.latitude), str(visit.longitude)) == ("30.80785", "108.40890")
    assert visit.place == "30.80785,108.40890,±12"
    assert visit.photos.count() == 2
    assert visit.member_signature.name == "signature.png"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": "somewhere"}, "定位数据不完整"),
        ({"place": "99.00000,108.40890,±12"}, "不在地图上"),
        ({"signature": "data:image/png;base64,???"}, "签名没有传完整"),
        ({"signature": "签名"}, "签名没有传完整"),
        ({"signature": PNG + base64.b64encode(b"MZ not a picture").decode()}, ""),
        ({"findings": ""}, "必填"),
        ({"findings": "长" * 3001}, "3000"),
        ({"visited_on": "2026-02-30"}, "日期"),
        ({"visited_on": "2026-03-09"}, "日期不能晚于今天"),
        ({"visited_on": "2020-01-01"}, "日期不能早于"),
        ({"second": ""}, "必填"),
        ({"second": "999999"}, "选"),
        ({"client_id": "same"}, "UUID"),
        ({"remote": "on"}, "远程调查须写明理由"),
    ],
)
def test_a_bad_visit_is_answered_in_words(send, change, said):
    answer = send(**change)
    assert answer.status_code == 200
    assert said in read(answer)
    assert 'class="error' in read(answer)
    assert not HomeVisit.objects.exists()


def test_the_same_person_twice_is_not_two(send, world):
    page = read(send(second=world.assistant.pk))
    assert "两名工作人员" in page


def test_thirteen_photos_are_too_many(send):
    photos = [SimpleUploadedFile(f"{n}.png", picture(), "image/png") for n in range(13)]
    assert "最多上传 12 张" in read(send(photos=photos))


def test_an_executable_is_no_photo(send):
    answer = send(photos=[SimpleUploadedFile("photo.png", b"MZ\x90\x00", "image/png")])
    assert answer.status_code == 200
    assert not HomeVisit.objects.exists()


def test_a_case_at_another_step_shows_why_not(world, desk):
    case = world.case()
    page = read(desk(world.assistant).get(reverse("visit_form", args=[case.number])))
    assert "现在不能登记" in page
    assert "须先完成" in page


def test_the_next_township_sees_neither_list_nor_form(world, case, desk):
    browser = desk(world.stranger_assistant)
    assert case.number not in read(browser.get(reverse("visit_list")))
    assert browser.get(reverse("visit_form", args=[case.number])).status_code == 404
