"""A roster comes in: judged first, written when confirmed, and harmless when it comes again."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doudi.office.base.errors import Refused
from doudi.office.base.models import Task
from doudi.office.base.tasks import run_worker
from doudi.office.files.actions import path_of
from doudi.office.people import actions, imports, permissions
from doudi.office.people.enums import RowState
from doudi.office.people.imports import Column, Verdict, columns
from doudi.office.people.models import BankAccount, Household, ImportRun, Membership, Person
from doudi.office.staff.enums import Role

from .conftest import ON, citizen_id

pytestmark = pytest.mark.usefixtures("fixed_day")
TITLES = [str(column.label) for column in columns.COLUMNS]
FATHER, MOTHER, SON = (
    citizen_id("19740512", order=11),
    citizen_id("19760101", order=22),
    citizen_id("20070301", order=31),
)


def member(key="1", name="张有福", number=FATHER, relation="户主", **more):
    row = {"家庭序号": key, "村（社区）": "青杠村", "姓名": name, "与户主关系": relation, "证件号码": number}
    return row | more


HOME = [
    member(详细地址="3 组 12 号", 电话="13812345521", 开户银行="农商行", 账号="6217000123456789"),
    member(name="李秀英", number=MOTHER, relation="配偶"),
    member(name="张明", number=SON, relation="儿子"),
]


def workbook(rows, titles=TITLES, sheet="家庭成员", more=()):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, head, lines in ((sheet, titles, rows), *more):
        page = book.add_worksheet(name)
        page.write_row(0, 0, head)
        for number, line in enumerate(lines, 1):
            for place, title in enumerate(head):
                value = line.get(title)
                if isinstance(value, date):
                    page.write_datetime(number, place, value, book.add_format({"num_format": "yyyy-mm-dd"}))
                elif value is not None:
                    page.write(number, place, value)
    book.close()
    return out.getvalue()


def upload(data, name="名册.xlsx"):
    return SimpleUploadedFile(name, data)


@pytest.fixture
def bring(clerk, places):
    """Upload rows and have them judged: `bring(rows)`."""

    def make(rows, by=None, division=None, confirm=False, **more):
        data = rows if isinstance(rows, bytes) else workbook(rows, **more)
        run = actions.begin_import(upload(data), by=by or clerk, division=division or places.yunxi, on=ON)
        run_worker(once=True)
        run.refresh_from_db()
        if confirm:
            actions.confirm_import(run, by=by or clerk)
            run_worker(once=True)
            run.refresh_from_db()
        return run

    return make


def counts(run):
    return run.new, run.changed, run.same, run.refused


def errors_of(run):
    """The rows of the error workbook: (row number, sentence)."""
    book = CalamineWorkbook.from_path(str(path_of(run.errors_file)))
    rows = [
        row
        for name in book.sheet_names
        if name != "_meta"
        for row in book.get_sheet_by_name(name).to_python()
    ]
    return [(int(row[0]), row[1]) for row in rows if isinstance(row[0], float)]


# --- the good road ---


def test_nothing_is_written_before_it_is_confirmed(bring):
    run = bring(HOME)
    assert (run.state, counts(run)) == ("CHECKED", (3, 0, 0, 0))
    assert not Person.objects.exists()
    assert not Household.objects.exists()


def test_a_confirmed_roster_becomes_households(bring):
    run = bring(HOME, confirm=True)
    assert (run.state, run.message) == ("DONE", "")
    made = Household.objects.get()
    assert (made.address, made.settlement, made.first_day) == ("3 组 12 号", "RURAL", ON)
    assert [(row.person.name, row.relation) for row in made.memberships.heads_first()] == [
        ("张有福", "HEAD"), ("李秀英", "SPOUSE"), ("张明", "SON")
    ]  # fmt: skip
    assert BankAccount.objects.get().holder.name == "张有福"


def test_the_same_roster_again_changes_nothing(bring):
    bring(HOME, confirm=True)
    run = bring(HOME)
    assert counts(run) == (0, 0, 3, 0)


def test_changes_are_told_from_the_same(bring, clerk):
    bring(HOME, confirm=True)
    again = [
        {**HOME[0], "电话": "13900001111"},
        {**HOME[1], "与户主关系": "其他"},
        HOME[2],
        member(
            name="张小宝", number=None, relation="其他", 证件类型="无证件", 出生日期="2026-02-01", 性别="男"
        ),
    ]
    run = bring(again, confirm=True)
    assert counts(run) == (1, 2, 1, 0)
    assert Person.objects.get(name="张有福").phone == "13900001111"
    assert Membership.objects.get(person__name="李秀英", last_day=None).relation == "OTHER"
    assert bring(again[:3]).same == 3


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({"详细地址": "4 组 1 号"}, "address"),
        ({"城乡类别": "城市"}, "settlement"),
        ({"账号": "6217000123450000"}, "account"),
        ({"开户银行": "农业银行"}, "account"),
    ],
)
def test_address_settlement_and_account_follow_the_roster(bring, change, value):
    bring(HOME, confirm=True)
    again = [{**HOME[0], **change}, *HOME[1:]]
    assert counts(bring(again, confirm=True)) == (0, 1, 2, 0)
    assert counts(bring(again)) == (0, 0, 3, 0)


def test_a_member_becomes_one_of_another_kind(bring):
    bring(HOME, confirm=True)
    again = [*HOME[:2], {**HOME[2], "成员类别": "仅同户籍"}]
    assert counts(bring(again, confirm=True)) == (0, 1, 2, 0)
    assert Membership.objects.get(person__name="张明", last_day=None).kind == "HUKOU_ONLY"


def test_a_household_is_known_by_its_number_too(bring):
    bring(HOME, confirm=True)
    number = Household.objects.get().number
    run = bring([{**row, "家庭序号": number} for row in HOME])
    assert run.same == 3


def test_a_head_without_document_is_known_again(bring):
    rows = [member(name="无名氏", number=None, 证件类型="无证件", 出生日期=date(1950, 1, 1), 性别="男")]
    assert counts(bring(rows, confirm=True)) == (1, 0, 0, 0)
    assert counts(bring(rows)) == (0, 0, 1, 0)


def test_a_village_is_named_by_code_or_with_its_township(bring):
    rows = [
        {**HOME[0], "村（社区）": "990101100201"},
        {**member("2", "王强", citizen_id("19800101")), "村（社区）": "云溪镇红旗社区"},
    ]
    assert counts(bring(rows)) == (2, 0, 0, 0)


# --- what is wrong ---


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"姓名": None}, "姓名：请填写姓名"),
        ({"证件号码": "51372219740512001X"}, "证件号码：证件号码的校验位不对"),
        ({"证件号码": 513722197405120117}, "末几位已经丢失"),
        ({"证件号码": None}, "请填写证件号码"),
        ({"证件类型": "港澳台居民居住证"}, "这是居民身份证的号码"),
        ({"证件类型": "学生证"}, "证件类型：应填“居民身份证、"),
        ({"与户主关系": "叔叔"}, "与户主关系：应填“户主、"),
        ({"与户主关系": None}, "与户主关系：应填"),
        ({"成员类别": "仅同户籍"}, "一户须有一名共同生活的户主"),
        ({"性别": "女"}, "性别：性别与证件号码不符"),
        ({"出生日期": "1974-05-13"}, "出生日期：出生日期与证件号码不符"),
        ({"出生日期": "昨天"}, "日期应写成 2026-01-31"),
        ({"出生日期": "2026-13-01"}, "日期应写成 2026-01-31"),
        ({"电话": "12"}, "电话：电话应为"),
        ({"村（社区）": "没有村"}, "没有找到“没有村”"),
        ({"村（社区）": "桥头村"}, "没有找到“桥头村”"),
        ({"村（社区）": None}, "请填写村（社区）"),
        ({"家庭序号": None}, "请填写家庭序号"),
        ({"账号": "12345678"}, "请填写开户银行"),
        ({"开户银行": "农商行"}, "账号应为 8 至 30 位数字"),
        ({"开户银行": "农商行", "账号": 6217000123456789012}, "表格把账号存成了数字"),
    ],
)
def test_a_wrong_row_is_refused_with_a_sentence(bring, change, words):
    run = bring([{**member(), **change}])
    assert counts(run) == (0, 0, 0, 1)
    number, sentence = errors_of(run)[0]
    assert number == 2
    assert words in sentence


def test_all_errors_are_told_at_once(bring):
    rows = [{**member(), "姓名": "张3", "电话": "12"}, member("2", "", "123", 性别="？")]
    told = dict(errors_of(bring(rows)))
    assert "姓名：" in told[2]
    assert "电话：" in told[2]
    assert all(label in told[3] for label in ("姓名：", "证件号码：", "性别："))


def test_one_wrong_row_keeps_its_household_out_and_lets_the_others_in(bring):
    rows = [*HOME[:2], {**HOME[2], "证件号码": "1"}, member("2", "王强", citizen_id("19800101"))]
    run = bring(rows, confirm=True)
    assert counts(run) == (1, 0, 0, 3)
    assert dict(errors_of(run))[2] == "同一户第 4 行有错，改好后整户一起导入。"
    assert [person.name for person in Person.objects.all()] == ["王强"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([HOME[0], {**HOME[0], "与户主关系": "子"}], "与第 2 行的证件号码相同"),
        ([HOME[0], {**HOME[1], "与户主关系": "户主"}], "只能有一名"),
        ([HOME[1]], "一户须有一名共同生活的户主"),
        ([HOME[0], {**HOME[1], "村（社区）": "水井村"}], "同一户填了不同的村"),
        ([HOME[0], {**HOME[1], "开户银行": "农行", "账号": "12345678"}], "一户只能有一个账户，第 2 行已填"),
    ],
)
def test_rows_of_a_household_must_agree(bring, rows, words):
    assert any(words in sentence for _number, sentence in errors_of(bring(rows)))


def test_two_villages_of_one_name_need_the_code(bring, places):
    from .conftest import divide

    divide("990101100209", "青杠村", "VILLAGE", places.yunxi, "RURAL")
    assert "有 2 个同名" in errors_of(bring(HOME))[0][1]


def test_what_stands_against_it_in_the_files_is_told(bring, household, person, clerk, officer, places):
    known = actions.register_person(by=clerk, name="张有福", document_number=FATHER, on=ON)
    assert "已登记为“张*福”" in errors_of(bring([member(name="张富")]))[0][1]
    other = household(person("王强"), known)
    told = errors_of(bring([HOME[0]]))[0][1]
    assert "户主与档案不同" in told
    other.refresh_from_db()
    spouse = member("9", "李四", citizen_id("19900101", order=7))
    told = dict(errors_of(bring([spouse, {**HOME[0], "家庭序号": "9", "与户主关系": "其他"}])))
    assert f"已在另一户（{other.number}）共同生活" in told[3]


def test_the_dead_the_moved_and_the_closed_are_told(bring, clerk, places):
    bring(HOME, confirm=True)
    made = Household.objects.get()
    told = errors_of(bring([{**row, "村（社区）": "红旗社区"} for row in HOME]))
    assert "已搬迁的请先办理迁移" in told[0][1]
    actions.record_death(Person.objects.get(name="张明"), by=clerk, on=ON, reason="x")
    assert "已登记去世" in dict(errors_of(bring(HOME)))[4]
    actions.close(made, by=clerk, on=ON, reason="x")
    rows = [{**row, "家庭序号": made.number} for row in HOME[:2]]
    assert "已注销" in errors_of(bring(rows))[0][1]


def test_the_corrected_error_workbook_is_a_roster(bring):
    run = bring([{**HOME[0], "电话": "12"}, *HOME[1:]])
    book = CalamineWorkbook.from_path(str(path_of(run.errors_file)))
    table = book.get_sheet_by_name("家庭成员").to_python()
    assert table[0][:2] == ["原表行号", "错误说明"]
    lines = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    lines[0]["电话"] = ""
    assert counts(bring(lines, titles=table[0])) == (3, 0, 0, 0)
    lines[0]["电话"] = "1"
    assert errors_of(bring(lines[::-1], titles=table[0]))[-1][0] == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook([], sheet="别的表"), "没有要找的工作表"),
        (workbook(HOME, titles=TITLES[:-1]), "缺少列：账号"),
    ],
    ids=["wrong sheet", "missing column"],
)
def test_what_is_no_roster_is_refused_whole(bring, data, words):
    run = bring(data)
    assert (run.state, run.errors_file) == ("STOPPED", None)
    assert words in run.message


def test_a_broken_file_is_refused_at_the_door(bring):
    with pytest.raises(Refused, match="已损坏"):
        bring(b"PK\x03\x04 broken")


def test_too_many_rows_are_refused(bring, monkeypatch):
    from doudi.office.people.imports import roster

    monkeypatch.setattr(roster, "MOST_ROWS", 2)
    assert "超过 2 行" in bring(HOME).message


def test_only_xlsx_is_a_roster(clerk, places):
    with pytest.raises(Refused, match=r"\.xlsx"):
        actions.begin_import(upload(b"a,b\n", "x.csv"), by=clerk, division=places.yunxi, on=ON)
    assert not ImportRun.objects.exists()


def test_an_empty_roster_has_nothing_to_confirm(bring, clerk):
    run = bring([])
    assert run.total == 0
    with pytest.raises(Refused, match="没有可以导入的内容"):
        actions.confirm_import(run, by=clerk)


def test_a_row_refused_while_writing_is_told(bring, clerk):
    run = bring(HOME)
    other = actions.register_person(by=clerk, name="别人", document_number=MOTHER, on=ON)
    assert other.name == "别人"
    actions.confirm_import(run, by=clerk)
    run_worker(once=True)
    run.refresh_from_db()
    assert (run.state, run.message) == ("DONE", "有 3 行在检查之后情况有变，没有写入，请重新上传检查")
    assert not Household.objects.exists()


def test_what_an_act_refuses_is_told_and_the_rest_is_written(bring, clerk, monkeypatch):
    from doudi.office.people import tasks

    rows = [*HOME, member("2", "王强", citizen_id("19800101"))]
    run = bring(rows)
    real = tasks.write_household

    def refusing(group, **more):
        if group.key == "1":
            raise Refused("不行")
        return real(group, **more)

    monkeypatch.setattr(tasks, "write_household", refusing)
    actions.confirm_import(run, by=clerk)
    run_worker(once=True)
    run.refresh_from_db()
    assert (run.state, run.message) == ("DONE", "家庭 1：不行")
    assert Household.objects.count() == 1


# --- clicks, crashes, and who may ---


def test_a_second_click_and_a_second_run_change_nothing(bring, clerk):
    run = bring(HOME, confirm=True)
    assert actions.confirm_import(run, by=clerk).state == "DONE"
    assert actions.finish_import(run, by=clerk, refused=["x"]).message == ""
    from doudi.office.base import tasks as base

    for kind in ("people.check_import", "people.write_import"):
        base.enqueue(kind, {"run": run.pk}, clerk)
    run_worker(once=True)
    assert Task.objects.exclude(state="DONE").count() == 0
    assert Household.objects.count() == 1


def test_a_crash_in_the_middle_ends_with_every_household_once(bring, clerk):
    rows = [*HOME, member("2", "王强", citizen_id("19800101"))]
    run = bring(rows)
    roster = imports.read_roster(run.file, run.division, run.on)
    imports.write_household(roster.groups[0], by=clerk, on=ON)
    actions.confirm_import(run, by=clerk)
    run_worker(once=True)
    assert Household.objects.count() == 2
    assert Person.objects.count() == 4


def test_a_roster_is_put_away(bring, clerk):
    run = bring(HOME)
    for _twice in range(2):
        run = actions.stop_import(run, by=clerk)
    assert (run.state, run.message) == ("STOPPED", "已放弃导入。")
    done = bring(HOME[:1], confirm=True)
    with pytest.raises(Refused, match="不能放弃"):
        actions.stop_import(done, by=clerk)


@pytest.mark.parametrize(
    ("role", "level", "may"),
    [(Role.TOWNSHIP_INTAKE, "yunxi", True), (Role.COUNTY_OFFICER, "county", True), (Role.TOWNSHIP_INTAKE, "shiqiao", False),
     (Role.VILLAGE_ASSISTANT, "qinggang", False), (Role.COUNTY_HEAD, "county", False)],
)  # fmt: skip
def test_who_may_import(post, places, role, level, may):
    user = post(role, getattr(places, level))
    if may:
        permissions.check_import(user, places.yunxi)
    else:
        with pytest.raises(Refused, match="此操作须由"):
            permissions.check_import(user, places.yunxi)


# --- rows of a higher app ---


class Awards:
    sheet = "在保待遇"
    columns = (
        Column("amount", "月保障金", True, "MONEY", 12, help="以元为单位。"),
        Column("since", "起始月", True, "MONTH"),
    )

    def __init__(self):
        self.written = []

    def check(self, household, cells, *, on):
        if not isinstance(cells["amount"], int):
            return Verdict(RowState.REFUSED, {"amount": "应填数字。"})
        return Verdict(RowState.SAME if household else RowState.NEW)

    def apply(self, household, cells, *, by, on):
        self.written.append((household.number, cells["amount"]))


@pytest.fixture
def awards(monkeypatch):
    handler = Awards()
    monkeypatch.setattr(columns, "_handlers", {})
    imports.register_rows("AWARD", handler)
    return handler


def with_awards(*amounts, key="1"):
    rows = [{"家庭序号": key, "月保障金": amount, "起始月": "2026-03"} for amount in amounts]
    return {"more": [("在保待遇", ["家庭序号", "月保障金", "起始月"], rows)]}


def test_awards_in_force_come_with_their_household(bring, awards):
    run = bring(HOME, confirm=True, **with_awards(664))
    assert counts(run) == (4, 0, 0, 0)
    assert awards.written == [(Household.objects.get().number, 664)]
    assert counts(bring(HOME, **with_awards(664))) == (0, 0, 4, 0)


def test_a_wrong_award_keeps_the_household_out(bring, awards):
    run = bring(HOME, **with_awards("很多"))
    assert counts(run) == (0, 0, 0, 4)
    assert (2, "月保障金：应填数字。") in errors_of(run)


def test_an_award_of_nobody_is_refused(bring, awards):
    run = bring(HOME, **with_awards(664, key="7"))
    assert (2, "家庭序号：“家庭成员”表中没有这个家庭序号。") in errors_of(run)


def test_a_roster_without_the_sheet_of_a_higher_app_is_whole(bring, awards):
    assert counts(bring(HOME)) == (3, 0, 0, 0)


def test_the_template_is_itself_an_empty_roster(bring, awards):
    run = bring(imports.template_workbook())
    assert (run.state, run.total, run.message) == ("CHECKED", 0, "")


# --- pages ---


@pytest.fixture
def browse(client, clerk):
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer):
    return answer.content.decode()


def test_the_road_of_a_roster_through_the_pages(browse):
    assert "还没有导入过名册" in text(browse.get(reverse("import_list")))
    assert "家庭成员" in text(browse.get(reverse("import_new")))
    assert browse.get(reverse("import_template")).content[:2] == b"PK"
    answer = browse.post(reverse("import_new"), {"file": upload(workbook(HOME)), "on": "2026-03-02"})
    page = answer.url
    assert "正在检查，还没有写入" in text(browse.get(page))
    assert "hx-get" in text(browse.get(page, headers={"HX-Request": "true"}))
    run_worker(once=True)
    assert browse.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "新增 3、变更 0、相同 0、退回 0" in text(browse.get(page))
    run = ImportRun.objects.get()
    assert browse.post(reverse("import_confirm", args=[run.pk])).url == page
    run_worker(once=True)
    assert "已完成：新增 3" in text(browse.get(page))
    assert "名册.xlsx" in text(browse.get(reverse("import_list")))
    assert browse.post(reverse("import_stop", args=[run.pk]), follow=True).status_code == 200
    assert browse.get(reverse("import_errors", args=[run.pk])).status_code == 404


def test_the_error_workbook_is_downloaded(browse, bring):
    run = bring([{**HOME[0], "电话": "1"}])
    assert "下载错误表" in text(browse.get(reverse("import_detail", args=[run.pk])))
    answer = browse.get(reverse("import_errors", args=[run.pk]), follow=True)
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_the_same_roster_says_there_is_nothing_to_do(browse, bring):
    bring(HOME, confirm=True)
    assert "完全相同" in text(browse.get(reverse("import_detail", args=[bring(HOME).pk])))


def test_what_went_wrong_is_said_on_the_page(browse, bring, clerk):
    wrong = bring(workbook([], sheet="别的表"))
    assert "没有要找的工作表" in text(browse.get(reverse("import_detail", args=[wrong.pk])))
    assert "名册是空的" in text(browse.get(reverse("import_detail", args=[bring([]).pk])))
    lost = bring(HOME)
    ImportRun.objects.filter(pk=lost.pk).update(state="RUNNING")
    assert "后台任务没有完成" in text(browse.get(reverse("import_detail", args=[lost.pk])))


def test_a_wrong_upload_keeps_the_page(browse, places):
    assert "只接收" in text(
        browse.post(reverse("import_new"), {"file": upload(b"x", "x.exe"), "on": "2026-03-02"})
    )
    assert browse.post(reverse("import_new"), {"on": "2026-03-02"}).status_code == 422


def test_rosters_of_another_township_are_not_found(client, stranger, bring):
    run = bring(HOME)
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("import_detail", "import_errors"):
        assert client.get(reverse(name, args=[run.pk])).status_code == 404
    for name in ("import_confirm", "import_stop"):
        assert client.post(reverse(name, args=[run.pk])).status_code == 404
