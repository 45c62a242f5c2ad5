"""The steps of the road, each walked through its pages by the person who does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.office.places.models import Division
from doudi.office.staff.enums import Role
from doudi.office.staff.models import User
from tests.office_world import citizen_id, divisions, staff

from .walk import Page, Walker

ONE_DAY = timedelta(days=1)
NOTHING = {
    "工资性收入": "0",
    "经营净收入": "0",
    "财产净收入": "0",
    "职工养老金和离退休金": "0",
    "城乡居民基本养老保险待遇": "0",
    "其中中央确定的基础养老金": "0",
    "其他转移性收入": "0",
    "在业": "否",
    "残疾类别": "无",
    "残疾等级": "0",
    "患重病": "否",
    "就学情况": "不在读",
}
WITHIN_RULE = {"家庭财产符合当地规定": "是"}
Member = tuple[str, str, dict[str, str]]


@dataclass
class Desk:
    """A county with a township, its villages, and somebody in every post."""

    county: Division
    township: Division
    villages: dict[str, Division]
    posts: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        if name.startswith("_") or name not in POSTS:
            raise AttributeError(name)
        if name not in self.posts:
            title, role, where = POSTS[name]
            at = {"county": self.county, "township": self.township}.get(where) or next(
                iter(self.villages.values())
            )
            self.posts[name] = staff(title, role, at)
        return self.posts[name]


POSTS = {
    "assistant": ("刘芳", Role.VILLAGE_ASSISTANT, "village"),
    "intake": ("周敏", Role.TOWNSHIP_INTAKE, "township"),
    "second": ("李强", Role.TOWNSHIP_INTAKE, "township"),
    "reviewer": ("陈静", Role.TOWNSHIP_REVIEWER, "township"),
    "head": ("王刚", Role.TOWNSHIP_HEAD, "township"),
    "officer": ("邓伟", Role.COUNTY_OFFICER, "county"),
    "county_head": ("杨勇", Role.COUNTY_HEAD, "county"),
    "finance": ("钱进", Role.FINANCE_OFFICER, "county"),
}


def desk(settings: Any, *above: tuple[str, str, str], county: tuple[str, str]) -> Desk:
    """A desk in `county` (code, name), with one township, a village and a community."""
    code, name = county
    rows = [
        *above,
        (code, name, "COUNTY"),
        (f"{code}100", "东溪镇", "TOWNSHIP"),
        (f"{code}100201", "青杠村", "VILLAGE", "RURAL"),
    ]
    made = divisions(*rows)
    village, township = made[-1], made[-2]
    community = Division.objects.create(
        code=f"{code}100001", name="河街社区", level="VILLAGE", parent=township,
        path=f"{township.path}{code}100001/", settlement="URBAN",
    )  # fmt: skip
    settings.PLACE, settings.PLACE_NAME = code, name
    return Desk(made[-3], township, {"青杠村": village, "河街社区": community})


class Road:
    """One household's way from the door to the bank."""

    def __init__(self, walker: Walker, at: Desk) -> None:
        self.walker, self.at = walker, at
        self.household = self.application = self.case = self.code = ""

    def as_(self, post: str) -> Walker:
        return self.walker.as_(getattr(self.at, post))

    # --- the file of the household

    def found_nobody(self, name: str, by: str = "intake") -> Page:
        """Look for the household first, as the page asks."""
        page = self.as_(by).open("application_new").send("查找", q=name)
        return page.says("没有找到").follow("没有档案，新建家庭")

    def put_on_file(self, village: str, *members: Member, by: str = "intake") -> str:
        """A new file: (name, birth, facts) each, the head first; answers the household's number."""
        page = self.found_nobody(members[0][0], by)
        for _more in members[1:]:
            page = page.send("再加一名成员")
        given: dict[str, Any] = {"居住村（社区）": village}
        for number, (name, birth, _facts) in enumerate(members):
            relation = "户主" if number == 0 else "配偶" if number == 1 else "子"
            given |= {
                f"members-{number}-name": name,
                f"members-{number}-document_number": citizen_id(birth),
                f"members-{number}-relation": relation,
            }
        page = page.send("建立档案", **given).says("家庭档案已建立")
        self.household = page.url.rstrip("/").split("/")[-1]
        return self.household

    def declare(self, *members: Member, home: dict[str, str] | None = None, by: str = "intake") -> None:
        """Write down what each member declares, and what the household has."""
        for name, _birth, facts in members:
            self.as_(by)
            page = self.walker.open("fact_edit", self.household).follow(name)
            page.send("保存", **{**known(page), **facts}).says("已")
        page = self.as_(by).open("fact_edit", self.household)
        page.send("保存", **{**WITHIN_RULE, **(home or {})})

    def account(self, holder: str, number: str = "6217001234567890123") -> None:
        page = self.as_("intake").open("account_edit", self.household)
        page.send("保存", 户名=holder, 开户银行="农村商业银行", 账号=number, 再输一次账号=number)

    # --- the application

    def apply(
        self, applicant: str, needs: tuple[str, ...] = ("基本生活",), by: str = "intake", **more: Any
    ) -> Page:
        page = self.as_(by).open("household_detail", self.household).follow("登记申请")
        given = {"申请人": applicant, "需要什么帮助": list(needs), **more}
        page = page.send("登记，看适合哪些项目", **given).says("申请已登记")
        self.application = page.url.rstrip("/").split("/")[-1]
        self.code = page.text.split("查询码 ")[1].split(" ")[0]
        return page

    def accept(self, programme: str = "最低生活保障", by: str = "intake") -> Page:
        page = self.as_(by).open("application_detail", self.application).follow("受理")
        page = page.send("受理，起算期限", programmes=[programme]).says("已受理")
        self.case = next(
            words for words, href in page.links() if href.startswith(reverse("case_list") + "BL")
        )
        return page

    # --- the case

    def open_case(self, by: str, tab: str = "sheet") -> Page:
        return self.as_(by).open("case_detail", self.case, query=f"?tab={tab}")

    def act(self, by: str, title: str, /, **given: Any) -> Page:
        """Open the case, take this act and carry it out."""
        return self.open_case(by).follow(title).send(title, **given)

    def consent(self, by: str = "intake") -> None:
        """Everybody signs, one after the other, as the page lists them."""
        while (page := self.open_case(by)).has("登记：") and page.has("的核对授权"):
            page = page.follow("登记：")
            box = page.form("登记").box("person")
            missing = [name for name in box.offered.values() if name in page.text.split("授权人")[0]]
            until = self.walker.today + timedelta(days=180)
            page.send("登记", person=missing[0], last_day=until.isoformat()).says("授权已登记")
        self.act(by, "授权已齐，进入核对")

    def verify(self, rows: dict[str, list[tuple[str, str, str]]] | None = None) -> Page:
        """Ask everybody, enter what they answered: by source, (whose, which fact, value); and close the check."""
        page = self.act("intake", "发起信息核对").follow("打开：")
        while page.has("登记结果："):
            answer = page.follow("登记结果：")
            source = answer.text.split("：登记核对结果")[0].split("跳到正文")[-1]
            page = answer.send("登记", **filled(rows or {}, source)).says("的结果已登记")
        self.check = page.url
        return page

    def close_check(self) -> None:
        page = self.as_("intake").open(self.check).follow("结束核对")
        page.send("结束核对").says("核对已结束")
        self.act("intake", "核对完成，进入调查").says("核对完成，进入调查")

    def visit(self, findings: str = "家中两间砖房，情况与申报一致。", second: str = "李强") -> Page:
        getattr(self.at, "second")  # noqa: B009 -- in post before the page lists its colleagues
        return self.act("intake", "登记入户调查", 调查人二=second, 调查情况=findings)

    def appraise(self, by: str = "intake", votes: tuple[int, int] = (8, 1), **more: Any) -> Page:
        given = {
            "应到人数": "9", "实到人数": "9", "同意票": str(votes[0]), "不同意票": str(votes[1]),
            "参加人员": "村民代表九人", **more,
        }  # fmt: skip
        return self.act(by, "登记民主评议", **given)

    def review(
        self, opinion: str = "拟同意", text: str = "情况属实，按核算结果办理。", by: str = "reviewer"
    ) -> Page:
        return self.act(by, "提出审核意见", 审核意见=opinion, 意见说明=text)

    def post(self, by: str = "intake", **given: Any) -> date:
        """Post the notice; answers the first day after it."""
        page = self.act(by, "张贴公示", **given).says("已公示")
        page = self.open_case(by, "notices").says("公示中")
        last = page.text.split("公示中")[0].split(" 至 ")[-1].strip()[:10]
        return date.fromisoformat(last) + ONE_DAY

    def notice_address(self) -> str:
        """The page of the notice that hangs now, as the board links to it."""
        page = self.walker.as_anybody().open("notice_board")
        return next(href for _words, href in page.links() if href.startswith("/board/") and href != "/board/")

    def confirm(self, by: str = "county_head") -> Page:
        return self.act(by, "确认").says("确认：已办理")

    # --- the money

    def pay(self, month: str, back: bool = False) -> Page:
        """Prepare, approve, send and settle the list of a month; the last line comes back where `back`."""
        page = self.as_("officer").open("batch_new")
        page = page.send("编制", month=month, division=self.at.county.name, template="逗号分隔 CSV")
        self.batch = page.url
        self._batch("finance", "审批")
        self._batch("finance", "送银行")
        number = self.batch.rstrip("/").split("/")[-1]
        self.bank_file = self.as_("finance").open("batch_file", number).bytes.decode("utf-8-sig")
        answer = SimpleUploadedFile("return.csv", answered(self.bank_file, back))
        page = self.walker.open("return_new", number).send("读入", {"upload": answer})
        return page.says("回单已读入")

    def _batch(self, by: str, act: str) -> Page:
        return self.as_(by).open(self.batch).follow(act).send(act).says("已办理")


def known(page: Page) -> dict[str, str]:
    """Of NOTHING, what the form of this page asks."""
    labels = {box.label for box in page.form("保存").boxes.values()}
    return {label: value for label, value in NOTHING.items() if label in labels}


def filled(rows: dict[str, list[tuple[str, str, str]]], source: str) -> dict[str, str]:
    """The fields of one source's answer."""
    found: dict[str, str] = {}
    for title, said in rows.items():
        if title in source:
            for number, (whose, fact, value) in enumerate(said, 1):
                found |= {f"whose_{number}": whose, f"fact_{number}": fact, f"value_{number}": value}
    return found


def answered(bank_file: str, back: bool) -> bytes:
    """The bank's answer to a file with a title row: all credited, or the last one returned."""
    lines = [line.split(",") for line in bank_file.strip().splitlines()[1:]]
    rows = ["序号,账号,金额,结果,原因"]
    for line in lines:
        failed = back and line is lines[-1]
        rows.append(f"{line[0]},{line[2]},{line[5]},{'失败,账户已销户' if failed else '成功,'}")
    return ("\r\n".join(rows) + "\r\n").encode("utf-8-sig")
