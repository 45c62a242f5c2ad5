"""Every page, as a browser without scripts would use it."""

from datetime import date

import pytest
from django.urls import reverse

from doudi.office.audit.models import AccessRecord
from doudi.office.people import actions, panels, permissions
from doudi.office.people.models import BankAccount, Fact, Household, Membership, Person
from doudi.office.staff.enums import Role

from .conftest import ON, citizen_id

pytestmark = pytest.mark.usefixtures("fixed_day")
TODAY = date(2026, 6, 15)


@pytest.fixture
def browse(client):
    def log_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def home(household, person):
    father, mother = (
        person("张有福", "19740512", phone="13812345521"),
        person("李秀英", "19760101", male=False),
    )
    made = household(father, mother)
    made.father, made.mother = father, mother
    return made


def page(name, home, *more):
    return reverse(name, args=[home.number, *more])


def text(answer):
    return answer.content.decode()


# --- the list and the search ---


def test_the_list_shows_households_of_the_township_only(
    browse, clerk, home, household, person, officer, places
):
    other = household(person("远方客"), division=places.qiaotou, by=officer)
    body = text(browse(clerk).get(reverse("household_list")))
    assert home.number in body
    assert other.number not in body
    assert "张有福" in body
    assert AccessRecord.objects.get(list_kind="household").list_ids == [home.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=张有", True),
        ("q=zyf", True),
        ("q=lxy", True),
        ("q=王", False),
        ("q=青杠", True),
        ("q=%20", True),
        ("village=990101100201", True),
        ("village=990101100202", False),
        ("settlement=RURAL", True),
        ("settlement=URBAN", False),
        ("settlement=MOON", True),
        ("tag=LAID_OFF", False),
        ("state=CLOSED", False),
        ("state=ALL", True),
        ("state=CONFLICT", False),
        ("sort=first_day", True),
        ("sort=;drop", True),
        ("page=99", True),
    ],
)
def test_the_list_is_filtered(browse, clerk, home, query, found):
    assert (home.number in text(browse(clerk).get(f"{reverse('household_list')}?{query}"))) is found


def test_a_contradiction_is_found_in_the_list(browse, clerk, home):
    actions.record_fact(by=clerk, subject=home.father, name="wage_income", value=1, first_day=ON)
    actions.record_fact(
        by=clerk,
        subject=home.father,
        name="wage_income",
        value=2,
        origin="MATCHED",
        source="人社",
        first_day=ON,
    )
    assert home.number in text(browse(clerk).get(f"{reverse('household_list')}?state=CONFLICT"))


def test_a_contradiction_of_the_household_is_found_too(browse, clerk, home):
    actions.record_fact(by=clerk, subject=home, name="vehicles", value=0, first_day=ON)
    actions.record_fact(
        by=clerk, subject=home, name="vehicles", value=1, origin="MATCHED", source="车管", first_day=ON
    )
    assert home.number in text(browse(clerk).get(f"{reverse('household_list')}?state=CONFLICT"))


def test_an_empty_list_says_what_to_do(browse, clerk, post, places):
    assert "新建家庭档案" in text(browse(clerk).get(reverse("household_list")))
    auditor = post(Role.AUDITOR, places.county)
    body = text(browse(auditor).get(reverse("household_list")))
    assert "还没有家庭档案" in body
    assert reverse("household_new") not in body
    assert "清除条件" in text(browse(clerk).get(f"{reverse('household_list')}?q=无此人"))


def test_the_list_costs_the_same_whatever_its_length(
    browse, clerk, household, person, django_assert_max_num_queries
):
    for _n in range(12):
        household(person(), person("李四"))
    client = browse(clerk)
    client.get(reverse("household_list"))
    with django_assert_max_num_queries(15):
        client.get(reverse("household_list"))


@pytest.mark.parametrize(
    "words", ["张有福", "张有", "zyf", "ZYF", "13812345521", "H990101", "h990101-2026", "青杠", "00001"]
)
def test_someone_is_found(browse, clerk, home, words):
    body = text(browse(clerk).get(reverse("person_search"), {"q": words}))
    assert home.number in body


def test_someone_is_found_by_number_and_by_its_end(browse, clerk, home):
    number = home.father.document_number
    for words in (number, number.lower(), number[-6:], f" {number[:6]} {number[6:]} "):
        assert home.number in text(browse(clerk).get(reverse("person_search"), {"q": words}))


def test_nobody_is_found_elsewhere(browse, stranger, home):
    number = home.father.document_number
    for words in (number, number[-6:], "张有福", "zyf", home.number, "13812345521", "青杠"):
        assert "没有找到" in text(browse(stranger).get(reverse("person_search"), {"q": words}))


def test_the_search_says_how_to_ask(browse, clerk, home):
    client = browse(clerk)
    assert "请在上方输入" in text(client.get(reverse("person_search")))
    assert "没有找到" in text(client.get(reverse("person_search"), {"q": "无此人"}))


def test_the_search_box_gets_a_part_of_the_page(browse, clerk, home, monkeypatch):
    monkeypatch.setattr(panels, "_searches", {})
    panels.register_search("case", lambda user, words: [("SQ1", "张有福 低保", "/cases/1/")])
    body = text(browse(clerk).get(reverse("person_search"), {"q": "zyf"}, headers={"HX-Request": "true"}))
    assert "<html" not in body
    assert home.number in body
    assert "SQ1" in body


def test_the_search_is_noted(browse, clerk, home):
    browse(clerk).get(reverse("person_search"), {"q": "张有福"})
    assert AccessRecord.objects.get().list_ids == [home.pk]


def test_a_search_costs_the_same_whatever_it_finds(
    browse, clerk, household, person, django_assert_max_num_queries
):
    for _n in range(12):
        household(person())
    client = browse(clerk)
    client.get(reverse("person_search"), {"q": "张有福"})
    with django_assert_max_num_queries(15):
        client.get(reverse("person_search"), {"q": "张有福"})


# --- the file ---


@pytest.fixture
def full(home, clerk):
    def note(subject, name, value, origin="DECLARED", **more):
        actions.record_fact(
            by=clerk, subject=subject, name=name, value=value, origin=origin, first_day=ON, **more
        )

    note(home.father, "wage_income", 240000, source="用工单位证明", note="临时工")
    note(home.father, "wage_income", 260000, "MATCHED", source="人社")
    note(home.father, "disability_grade", 2, "SURVEYED")
    note(home.mother, "in_school", 0)
    note(home, "household_deposit", 1120000)
    note(home, "household_deposit", 1120000, "SURVEYED")
    note(home, "vehicles", 0, "MATCHED", source="车管")
    actions.set_account(home, home.father, "农商行", "6217000123456789", by=clerk, on=ON)
    return home


def test_the_file_shows_what_each_said_and_what_counts(browse, clerk, full):
    body = text(browse(clerk).get(full.get_absolute_url()))
    for words in (
        "张有福",
        "李秀英",
        "2,400.00 元/月",
        "2,600.00 元/月",
        "不一致",
        "采用信息核对",
        "一致",
        "11,200.00 元",
        "用工单位证明",
    ):
        assert words in body
    assert "1 项待核" in body


def test_the_file_masks_numbers(browse, clerk, full):
    body = text(browse(clerk).get(full.get_absolute_url()))
    for secret in (full.father.document_number, "13812345521", "6217000123456789", "3 组 12 号"):
        assert secret not in body
    assert "138****5521" in body


def test_the_file_says_what_is_missing(browse, clerk, home):
    body = text(browse(clerk).get(home.get_absolute_url()))
    for words in ("张有福的状况还没有登记", "家庭财产和居住状况还没有登记", "还没有发放账户"):
        assert words in body


def test_the_file_names_another_household_at_the_same_address(browse, clerk, home, household, person):
    household(person("张有禄"))
    assert "同地址另有一户：张有禄" in text(browse(clerk).get(home.get_absolute_url()))


def test_the_file_without_address_or_head_stays_readable(browse, clerk, household, person):
    made = household(person(), person("李四"), address="")
    Membership.objects.filter(relation="HEAD").update(last_day=TODAY.replace(day=1))
    body = text(browse(clerk).get(made.get_absolute_url()))
    assert "没有户主" in body
    assert "过去的成员和关系（1）" in body


def test_the_file_opens_by_its_key_too(browse, clerk, home):
    assert browse(clerk).get(reverse("household_detail", args=[home.pk])).status_code == 200


def test_the_file_of_a_closed_household_offers_nothing(browse, clerk, home):
    actions.close(home, by=clerk, on=ON, reason="重复")
    body = text(browse(clerk).get(home.get_absolute_url()))
    assert "已注销" in body
    assert page("fact_edit", home) not in body


def test_the_file_of_ones_own_household_says_why_nothing_may_be_done(browse, clerk, home):
    clerk.person_key = home.father.id_index
    clerk.save()
    body = text(browse(clerk).get(home.get_absolute_url()))
    assert "您本人的家庭" in body
    assert page("fact_edit", home) not in body


def test_who_watches_sees_who_looked(browse, clerk, home, post, places):
    browse(clerk).get(home.get_absolute_url())
    browse(clerk).get(home.get_absolute_url())
    assert AccessRecord.objects.filter(household_id=home.pk).count() == 1
    body = text(browse(post(Role.AUDITOR, places.county)).get(home.get_absolute_url()))
    assert "谁看过" in body
    assert "周敏" in body
    assert "谁看过" not in text(browse(clerk).get(home.get_absolute_url()))


def test_panels_of_higher_apps_stand_in_their_order(browse, clerk, home, monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    monkeypatch.setattr(panels, "_acts", {})
    panels.register(
        "b", 2, lambda request, household: ("第二块", "components/note.html", {"text": household.number})
    )
    panels.register("a", 1, lambda request, household: ("第一块", "components/note.html", {"text": "甲"}))
    panels.register("none", 0, lambda request, household: None)
    panels.register_act("apply", 1, lambda request, household: ("登记申请", "/apply/"))
    panels.register_act("nothing", 2, lambda request, household: None)
    body = text(browse(clerk).get(home.get_absolute_url()))
    assert body.index("第一块") < body.index("第二块")
    assert "登记申请" in body


def test_the_file_costs_few_queries(browse, clerk, full, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    client = browse(clerk)
    client.get(full.get_absolute_url())
    with django_assert_max_num_queries(30):
        client.get(full.get_absolute_url())


# --- opening a new file ---


def new_data(**changes):
    data = {
        "division": "990101100201", "settlement": "", "address": "1 组", "on": "2026-06-15",
        "members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "1",
        "members-0-name": "王强", "members-0-document_kind": "CITIZEN_ID",
        "members-0-document_number": citizen_id("19800101", order=1), "members-0-relation": "HEAD",
        "members-0-kind": "LIVING_TOGETHER",
    }  # fmt: skip
    return data | changes


def second(**changes):
    data = {
        "members-TOTAL_FORMS": "2", "members-1-name": "赵丽", "members-1-document_kind": "CITIZEN_ID",
        "members-1-document_number": citizen_id("19820101", order=2), "members-1-relation": "SPOUSE",
        "members-1-kind": "LIVING_TOGETHER",
    }  # fmt: skip
    return new_data(**data) | changes


def test_a_file_is_opened(browse, clerk, places):
    client = browse(clerk)
    assert "青杠村" in text(client.get(reverse("household_new")))
    answer = client.post(
        reverse("household_new"),
        second(
            **{
                "members-TOTAL_FORMS": "3",
                "members-2-kind": "LIVING_TOGETHER",
                "members-2-document_kind": "CITIZEN_ID",
            }
        ),
    )
    made = Household.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.memberships.count() == 2


def test_one_more_row_is_added_without_losing_anything(browse, clerk, places):
    answer = browse(clerk).post(reverse("household_new"), new_data(more="1"))
    body = text(answer)
    assert answer.status_code == 200
    assert "members-1-name" in body
    assert "王强" in body
    assert "还有内容要改" not in body
    broken = new_data(more="1", **{"members-TOTAL_FORMS": "x"})
    assert browse(clerk).post(reverse("household_new"), broken).status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"division": ""}, "这个字段是必填项"),
        ({"division": "990101101201"}, "990101101201"),
        ({"members-0-document_number": "51372219800101001X"}, "校验位不对"),
        ({"members-0-name": ""}, "成员还有内容要改"),
        ({"members-0-phone": "12"}, "电话应为"),
        ({"members-0-relation": "SPOUSE"}, "指定一名户主"),
        ({"members-1-document_number": citizen_id("19800101", order=1)}, "证件号码相同"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(browse, clerk, places, changes, words):
    answer = browse(clerk).post(reverse("household_new"), second(**changes))
    assert answer.status_code == 422
    assert words in text(answer)
    assert "赵丽" in text(answer)
    assert not Person.objects.exists()


def test_a_refusal_of_an_act_leaves_nothing_half_written(browse, clerk, home):
    data = second(**{"members-1-name": "别名", "members-1-document_number": home.father.document_number})
    answer = browse(clerk).post(reverse("household_new"), data)
    assert "第 2 名成员有问题" in text(answer)
    assert not Person.objects.filter(name="王强").exists()


def test_no_member_form_at_all_is_refused(browse, clerk, places):
    answer = browse(clerk).post(reverse("household_new"), new_data(**{"members-TOTAL_FORMS": "0"}))
    assert answer.status_code == 422


# --- acts ---


def test_a_member_joins_on_a_page(browse, clerk, home):
    client = browse(clerk)
    assert client.get(page("member_new", home)).status_code == 200
    data = {
        "name": "张小宝", "document_kind": "NONE", "sex": "MALE", "birth_on": "2026-06-01", "relation": "SON",
        "kind": "LIVING_TOGETHER",
    }  # fmt: skip
    assert client.post(page("member_new", home), data).status_code == 302
    assert home.memberships.count() == 3
    answer = client.post(page("member_new", home), {**data, "relation": "HEAD"})
    assert "已有户主" in text(answer)
    assert Person.objects.count() == 3


def test_someone_known_joins(browse, clerk, home, person, household, officer, places):
    uncle, far = person("张有禄"), person("远方客", by=officer)
    household(far, division=places.qiaotou, by=officer)
    client = browse(clerk)
    url = f"{page('member_new', home)}?person={uncle.pk}"
    assert "张有禄" in text(client.get(url))
    client.post(url, {"relation": "SIBLING", "kind": "HUKOU_ONLY"})
    assert home.memberships.filter(person=uncle).exists()
    assert "远方客" not in text(client.get(f"{page('member_new', home)}?person={far.pk}"))
    assert client.get(f"{page('member_new', home)}?person=0").status_code == 404
    assert client.get(f"{page('member_new', home)}?person=x").status_code == 200


ACTS = [
    ("member_edit", {"on": "2026-06-01", "reason": "更正", "relation": "OTHER"}, "mother"),
    ("member_leave", {"on": "2026-06-01", "reason": "迁出"}, "mother"),
    ("death_new", {"on": "2026-06-01", "reason": "死亡证明"}, "mother"),
    (
        "head_change",
        {"on": "2026-06-01", "reason": "商定", "person": "{mother}", "relation_{father}": "SPOUSE"},
        None,
    ),
    (
        "household_split",
        {
            "on": "2026-06-01",
            "reason": "离婚",
            "persons": ["{mother}"],
            "division": "990101100202",
            "address": "1 号",
        },
        None,
    ),
    ("household_move", {"on": "2026-06-01", "reason": "搬迁", "division": "990101100202"}, None),
    ("household_close", {"on": "2026-06-01", "reason": "重复"}, None),
    (
        "account_edit",
        {
            "on": "2026-06-01",
            "holder": "{father}",
            "bank": "农商行",
            "account_number": "6217 0001 2345",
            "again": "621700012345",
        },
        None,
    ),
    ("mark_edit", {"tags": ["LAID_OFF"]}, None),
]


def filled(data, home):
    names = {"mother": home.mother.pk, "father": home.father.pk}
    return {
        key.format(**names): [item.format(**names) for item in value]
        if isinstance(value, list)
        else value.format(**names)
        for key, value in data.items()
    }


@pytest.mark.parametrize(("name", "data", "whose"), ACTS, ids=[name for name, *_ in ACTS])
def test_an_act_is_carried_out_on_its_page(browse, clerk, home, name, data, whose):
    client = browse(clerk)
    url = page(name, home, *([getattr(home, whose).pk] if whose else []))
    assert client.get(url).status_code == 200
    answer = client.post(url, filled(data, home))
    assert answer.status_code == 302, text(answer)
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(("name", "data", "whose"), ACTS[:-1], ids=[name for name, *_ in ACTS[:-1]])
def test_an_empty_act_says_what_is_missing(browse, clerk, home, name, data, whose):
    url = page(name, home, *([getattr(home, whose).pk] if whose else []))
    answer = browse(clerk).post(url, {"on": ""})
    assert answer.status_code == 422
    assert "还有内容要改" in text(answer)


def test_a_refused_act_keeps_what_was_typed(browse, clerk, home):
    url = page("member_leave", home, home.father.pk)
    body = text(browse(clerk).post(url, {"on": "2026-06-01", "reason": "我写了很久的理由"}))
    assert "请先办理变更户主" in body
    assert "我写了很久的理由" in body


def test_two_accounts_typed_differently_are_refused(browse, clerk, home):
    data = {
        "on": "2026-06-01",
        "holder": str(home.father.pk),
        "bank": "x",
        "account_number": "12345678",
        "again": "12345679",
    }
    assert "两次输入的账号不一致" in text(browse(clerk).post(page("account_edit", home), data))
    data["account_number"] = "abc"
    assert "8 至 30 位数字" in text(browse(clerk).post(page("account_edit", home), data))
    assert not BankAccount.objects.exists()


def test_the_head_has_no_relation_to_change(browse, clerk, home):
    body = text(browse(clerk).get(page("member_edit", home, home.father.pk)))
    assert "请办理变更户主" in body
    answer = browse(clerk).post(
        page("member_edit", home, home.father.pk), {"on": "2026-06-01", "reason": "x", "relation": "SON"}
    )
    assert answer.status_code == 422


def test_two_households_merge_in_two_steps(browse, clerk, home, household, person):
    other = household(person("王桂兰", "19480101", male=False))
    client = browse(clerk)
    assert client.get(page("household_merge", home)).status_code == 200
    data = {"other": other.number.lower(), "on": "2026-06-01", "reason": "合住"}
    first = client.post(page("household_merge", home), data)
    assert "王桂兰与户主的关系" in text(first)
    head = other.memberships.get().person_id
    assert (
        client.post(page("household_merge", home), {**data, f"relation_{head}": "PARENT"}).status_code == 302
    )
    assert home.memberships.filter(person_id=head, relation="PARENT").exists()
    wrong = client.post(page("household_merge", home), {**data, "other": "H000000-2026-00001"})
    assert "没有这个编号的在册家庭" in text(wrong)


# --- facts ---


def test_facts_are_set_on_one_page(browse, clerk, home):
    client = browse(clerk)
    url = f"{page('fact_edit', home)}?person={home.father.pk}"
    assert "工资性收入" in text(client.get(url))
    data = {
        "origin": "DECLARED",
        "first_day": "2026-06-01",
        "fact_wage_income": "2400",
        "fact_in_school": "0",
    }
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    assert {fact.name: fact.value for fact in Fact.objects.standing()} == {
        "wage_income": 240000,
        "in_school": 0,
    }
    assert Fact.objects.count() == 2
    assert 'value="2400"' in text(client.get(url))


def test_facts_of_the_household_and_of_a_visit(browse, clerk, home):
    client = browse(clerk)
    url = f"{page('fact_edit', home)}?origin=SURVEYED"
    client.post(
        url,
        {"origin": "SURVEYED", "first_day": "2026-06-01", "fact_own_share": "33.33%", "fact_vehicles": "1"},
    )
    assert {(fact.name, fact.value, fact.origin) for fact in Fact.objects.all()} == {
        ("own_share", 3333, "SURVEYED"), ("vehicles", 1, "SURVEYED")
    }  # fmt: skip
    assert 'value="33.33"' in text(client.get(url))
    client.post(
        url, {"origin": "SURVEYED", "first_day": "2026-06-10", "fact_own_share": "33.33", "fact_vehicles": ""}
    )
    gone = Fact.objects.get(name="vehicles")
    assert gone.last_day == date(2026, 6, 9)


def test_wrong_facts_are_named_and_kept(browse, clerk, home):
    url = f"{page('fact_edit', home)}?person={home.father.pk}"
    data = {
        "origin": "DECLARED",
        "first_day": "2026-06-01",
        "fact_wage_income": "两千",
        "fact_in_school": "1",
    }
    body = text(browse(clerk).post(url, data))
    assert "金额须为数字" in body
    assert "两千" in body
    assert not Fact.objects.exists()


def test_obligors_are_asked_of_support(browse, clerk, home, person, monkeypatch):
    from doudi.office.people import catalogue
    from doudi.office.people.catalogue import FactInfo

    monkeypatch.setattr(
        catalogue,
        "_provider",
        [lambda: [FactInfo("support_paid", "person", "money", "实际给付", group="SUPPORT")]],
    )
    monkeypatch.setattr(catalogue, "_known", {})
    uncle = person("张有禄")
    actions.join(home, uncle, "SIBLING", "SUPPORT_OBLIGOR", by=clerk, on=ON)
    client = browse(clerk)
    assert "实际给付" in text(client.get(f"{page('fact_edit', home)}?person={uncle.pk}"))
    body = text(client.get(f"{page('fact_edit', home)}?person={home.father.pk}"))
    assert "实际给付" not in body
    assert "政策库没有可登记的项目" in body


@pytest.mark.parametrize("who", ["x", "0", "999999"])
def test_facts_of_nobody_are_not_found(browse, clerk, home, who):
    assert browse(clerk).get(f"{page('fact_edit', home)}?person={who}").status_code == 404


def test_one_more_row_with_evidence(browse, clerk, home):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = browse(clerk)
    url = f"{page('fact_new', home)}?person={home.father.pk}"
    assert client.get(url).status_code == 200
    data = {"name": "wage_income", "value": "500", "origin": "DECLARED", "first_day": "2026-06-01"}
    paper = SimpleUploadedFile("证明.pdf", b"%PDF-1.4 made up")
    assert client.post(url, {**data, "evidence": paper}).status_code == 302
    fact = Fact.objects.select_related("evidence").get()
    assert (fact.value, fact.evidence.division_id) == (50000, home.division_id)
    assert permissions.may_read_file(clerk, fact.evidence)
    assert "证明.pdf" in text(client.get(home.get_absolute_url()))
    for wrong, words in (
        ({"value": "x"}, "金额须为数字"),
        ({"name": ""}, "必填"),
        ({"last_day": "2026-01-01"}, "结束日期不能早于"),
        ({"evidence": SimpleUploadedFile("x.exe", b"MZ")}, "只接收"),
    ):
        assert words in text(client.post(url, {**data, **wrong}))
    assert Fact.objects.count() == 1


def test_the_evidence_stays_closed_to_others(stranger, clerk, home):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from doudi.office.files.actions import store

    file = store(SimpleUploadedFile("a.pdf", b"%PDF-1.4"), by=clerk)
    actions.record_fact(by=clerk, subject=home, name="vehicles", value=1, first_day=ON, evidence=file)
    assert permissions.may_read_file(clerk, file)
    assert not permissions.may_read_file(stranger, file)


def test_a_fact_written_by_hand_is_withdrawn(browse, clerk, home):
    fact = actions.record_fact(by=clerk, subject=home.father, name="wage_income", value=1, first_day=ON)
    matched = actions.record_fact(
        by=clerk, subject=home, name="vehicles", value=1, origin="MATCHED", source="车管", first_day=ON
    )
    client = browse(clerk)
    assert "工资性收入" in text(client.get(page("fact_withdraw", home, fact.pk)))
    assert client.post(page("fact_withdraw", home, fact.pk), {"reason": "录错"}).status_code == 302
    assert client.get(page("fact_withdraw", home, fact.pk)).status_code == 404
    assert client.get(page("fact_withdraw", home, matched.pk)).status_code == 404


# --- a person, and what is masked ---


def test_the_page_of_a_person_shows_homes_and_looks(browse, clerk, home, post, places, monkeypatch):
    monkeypatch.setattr(panels, "_hints", {})
    panels.register_hint("award", lambda user, person: [f"{person.name} 正在享受低保"])
    browse(clerk).get(home.father.get_absolute_url())
    body = text(browse(post(Role.AUDITOR, places.county)).get(home.father.get_absolute_url()))
    for words in (home.number, "正在享受低保", "谁看过", "周敏"):
        assert words in body
    assert home.father.document_number not in body


def test_a_person_is_corrected_on_a_page(browse, clerk, home, places):
    client = browse(clerk)
    url = reverse("person_edit", args=[home.father.pk])
    assert client.get(url).status_code == 200
    data = {
        "name": "张有富", "document_kind": "CITIZEN_ID", "document_number": "", "sex": "MALE", "birth_on": "1974-05-12",
        "phone": "13900001111", "hukou_division": "990101100202", "reason": "户口簿",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    again = Person.objects.get(pk=home.father.pk)
    assert (again.name, again.document_number, again.hukou_division) == (
        "张有富",
        home.father.document_number,
        places.hongqi,
    )
    assert "更正理由" in text(client.post(url, {**data, "reason": ""}))
    new = citizen_id("19740512", order=77)
    assert client.post(url, {**data, "document_number": new}).status_code == 302
    assert Person.objects.get(pk=home.father.pk).document_number == new


def test_a_hukou_elsewhere_is_kept_in_the_list(browse, clerk, home, places):
    Person.objects.filter(pk=home.father.pk).update(hukou_division=places.beyond)
    assert "远山村" in text(browse(clerk).get(reverse("person_edit", args=[home.father.pk])))


def test_a_number_is_shown_for_a_purpose_and_noted(browse, clerk, home):
    client = browse(clerk)
    actions.set_account(home, home.father, "农商行", "6217000123456789", by=clerk, on=ON)
    account = BankAccount.objects.get()
    for kind, pk, field, value in (
        ("person", home.father.pk, "document_number", home.father.document_number),
        ("person", home.father.pk, "phone", "13812345521"),
        ("household", home.pk, "address", "3 组 12 号"),
        ("account", account.pk, "account_number", "6217000123456789"),
    ):
        url = reverse("reveal", args=[kind, pk, field])
        assert value not in text(client.get(url))
        refused = client.post(url, {"purpose": ""})
        assert refused.status_code == 422
        assert value not in text(refused)
        fragment = client.post(url, {"purpose": ""}, headers={"HX-Request": "true"})
        assert (fragment.status_code, "必填" in text(fragment)) == (200, True)
        assert value in text(client.post(url, {"purpose": "电话通知补正"}))
        assert AccessRecord.objects.order_by("-seq").first().fields == [field]


@pytest.mark.parametrize(
    ("kind", "field"), [("person", "name"), ("person", "account_number"), ("user", "phone")]
)
def test_nothing_else_is_revealed(browse, clerk, home, kind, field):
    assert browse(clerk).get(reverse("reveal", args=[kind, home.father.pk, field])).status_code == 404


def test_too_many_looks_in_an_hour_are_refused(browse, clerk, home, monkeypatch):
    from doudi.office.people.actions import access

    monkeypatch.setattr(access, "MOST_PER_HOUR", 1)
    url = reverse("reveal", args=["person", home.father.pk, "phone"])
    client = browse(clerk)
    assert "13812345521" in text(client.post(url, {"purpose": "核实"}))
    answer = client.post(url, {"purpose": "核实"})
    assert "已达上限" in text(answer)
    assert "13812345521" not in text(answer)


# --- hints while typing ---


def hint(client, **typed):
    return text(client.get(reverse("duplicate_hint"), typed))


def test_hints_while_typing(browse, clerk, home, household, person, officer, places):
    client, number = browse(clerk), home.father.document_number
    assert "还差 8 位" in hint(client, document_kind="CITIZEN_ID", document_number=number[:10])
    assert "校验位不对" in hint(client, document_kind="CITIZEN_ID", document_number="51372219740512001X")
    assert "此人已有档案：张有福" in hint(client, document_kind="CITIZEN_ID", document_number=number)
    assert "1974-05-12 出生" in hint(client, document_kind="CITIZEN_ID", document_number=number)
    assert "电话相同：张有福" in hint(client, phone="138 1234 5521")
    assert "电话相同" not in hint(client, phone="12")
    twin = citizen_id("19740512", order=99)
    assert "姓名和出生日期相同" in hint(
        client, name="张有福", document_kind="CITIZEN_ID", document_number=twin
    )
    assert "地址相同：张有福" in hint(client, division="990101100201", address="3组12号")
    assert "地址相同" not in hint(client, division="nowhere", address="3组12号")
    row = {"row": "members-1", "members-1-document_kind": "CITIZEN_ID", "members-1-document_number": number}
    assert "此人已有档案" in hint(client, **row)
    lonely, far = person("独身汉"), person("远方客", by=officer)
    household(far, division=places.qiaotou, by=officer)
    assert "还没有家庭" in hint(client, document_kind="CITIZEN_ID", document_number=lonely.document_number)
    told = hint(client, document_kind="CITIZEN_ID", document_number=far.document_number)
    assert "其他乡镇（街道）建档" in told
    assert "远方客" not in told


def test_hints_tell_of_awards(browse, clerk, home, monkeypatch):
    monkeypatch.setattr(panels, "_hints", {})
    panels.register_hint("award", lambda user, person: ["正在享受低保"])
    told = hint(browse(clerk), document_kind="CITIZEN_ID", document_number=home.father.document_number)
    assert "正在享受低保" in told


def test_a_search_for_nothing_sensible_finds_nothing(clerk, home):
    from doudi.office.people import questions

    assert questions.find(clerk, "a\x00b") == []
    assert not Household.objects.found_by(" ").exists()
    assert questions.find(clerk, "张有福")[0].is_former is False
