# ruff: noqa: E501  (tables: one case, one line)
import pytest

from doudi.engine import Case, FactError
from tests.engine import small, toy
from tests.engine.test_trace import HOUSEHOLD, MEMBERS


def told(lines):
    return [f"{line.label}{line.member_name and '·' + line.member_name}：{line.text}" for line in lines]


def assess(book, household, members, **more):
    return book.assess(
        Case(household=household, members=members, settlement="URBAN", names=["张三", "李四"], **more)
    )


def test_the_calculation_sheet_of_an_amount(toy_book):
    lines = toy_book.explain(assess(toy_book, HOUSEHOLD, MEMBERS), "amount")
    assert told(lines) == [
        "共同生活成员：符合的成员：张三、李四",
        "务工成本·张三：月工资 1,000.01 元 × 务工成本扣减比例 20% = 200.00 元",
        "可计收入·张三：月工资 1,000.01 元 － 务工成本 200.00 元 = 800.01 元",
        "家庭月收入：张三 800.01 元 = 800.01 元",
        "家庭人均月收入：共同生活成员 2 人，不等于 0；家庭月收入 800.01 元 ÷ 共同生活成员 2 人 = 400.01 元",
        "收入符合：家庭人均月收入 400.01 元，低于低保标准 770.00 元/月（相差 369.99 元）",
        "财产符合：存款 1.00 元，不超过低保标准 770.00 元/月 × 存款上限月数 24 个月 × 共同生活成员 2 人"
        " = 36,960.00 元（相差 36,959.00 元）；机动车 0 辆，等于 0",
        "符合低保条件：共同生活成员 2 人，超过 0；收入符合：是；财产符合：是",
        "补差：符合低保条件：是；低保标准 770.00 元/月 × 共同生活成员 2 人 － 家庭月收入 800.01 元 = 739.99 元",
        "分类增发·张三：符合低保条件：是；共同生活：是；残疾等级 一级；年龄 70 岁 对应的高龄增发 50.00 元/月"
        " ＋ 低保标准 770.00 元/月 × 分类增发第 2 项 30% = 281.00 元",
        "分类增发合计：张三 281.00 元 = 281.00 元",
        "低保金：补差 739.99 元 ＋ 分类增发合计 281.00 元 ＋ 取暖 0.00 元，按 1.00 元进位 = 1,021.00 元",
    ]
    assert lines[-1].depth == 0
    assert lines[-1].value_text == "1,021.00 元"
    assert lines[-1].law == "甲 七"
    assert [p.source for p in lines[-1].parameters] == ["甲规〔2023〕1号", "甲规〔2023〕1号"]
    assert lines[1].depth > lines[2].depth
    assert (lines[1].member, lines[1].name) == (0, "work_cost")


def test_why_not_names_the_failed_conditions_and_by_how_much(toy_book):
    rich = [{**MEMBERS[0], "wage": 400001}, MEMBERS[1]]
    result = assess(toy_book, {"deposits": 10_000_000, "vehicles": 1}, rich)
    lines = toy_book.why_not(result, "eligible")
    assert told(lines) == [
        "收入符合：家庭人均月收入 1,600.01 元，不低于低保标准 770.00 元/月（相差 830.01 元）",
        "财产符合：存款 100,000.00 元，超过低保标准 770.00 元/月 × 存款上限月数 24 个月 × 共同生活成员 2 人"
        " = 36,960.00 元（相差 63,040.00 元）；机动车 1 辆，不等于 0",
    ]
    assert [line.law for line in lines] == ["甲 五", "甲 四"]
    assert told(toy_book.why_not(result, "gap")) == told(lines)


def test_why_not_of_what_holds_is_empty(toy_book):
    result = assess(toy_book, HOUSEHOLD, MEMBERS)
    assert toy_book.why_not(result, "eligible") == []
    assert toy_book.why_not(result, "amount") == []


def test_why_not_of_a_number_without_conditions_is_its_formula(toy_book):
    result = assess(toy_book, {"deposits": 0, "vehicles": 1}, MEMBERS)
    assert told(toy_book.why_not(result, "amount")) == [
        "低保金：补差 0.00 元 ＋ 分类增发合计 0.00 元 ＋ 取暖 0.00 元，按 1.00 元进位 = 0.00 元"
    ]
    assert told(toy_book.why_not(result, "supplement", 0)) == ["财产符合：机动车 1 辆，不等于 0"]


def test_what_is_missing_is_said_by_member(toy_book):
    result = assess(toy_book, HOUSEHOLD, [MEMBERS[0], {"age": 30, "grade": 0, "student": False}])
    assert told(toy_book.why_not(result, "eligible")) == ["符合低保条件：缺少：李四的月工资"]
    assert "可计收入·李四：缺少：李四的月工资" in told(toy_book.explain(result, "eligible"))
    assert toy_book.explain(result, "eligible")[-1].value_text == "未知"


def test_members_without_a_name_are_numbered(toy_book):
    result = toy_book.assess(Case(household=HOUSEHOLD, members=MEMBERS, settlement="URBAN"))
    assert "务工成本·第 1 位成员：" in "".join(told(toy_book.explain(result, "amount")))


def test_what_was_not_computed_cannot_be_explained(toy_book):
    result = assess(toy_book, HOUSEHOLD, MEMBERS, want=["size"])
    with pytest.raises(FactError, match="没有算出 amount"):
        toy_book.explain(result, "amount")
    with pytest.raises(FactError, match="没有算出 work_cost（张三）"):
        toy_book.why_not(result, "work_cost", 0)


SENTENCES = {
    "lower": ("return household.cash < p.line", "bool", {"cash": 9000}, "现金 90.00 元，低于线 100.00 元/月（相差 10.00 元）"),
    "not lower": ("return household.cash < p.line", "bool", {"cash": 10000}, "现金 100.00 元，不低于线 100.00 元/月"),
    "at most": ("return household.k <= p.years", "bool", {"k": 61}, "件数 61 件，超过岁数 60 年（相差 1 件）"),
    "above": ("return household.k > 1", "bool", {"k": 5}, "件数 5 件，超过 1"),
    "at least": ("return p.years >= household.k", "bool", {"k": 61}, "岁数 60 年，低于件数 61 件（相差 1 年）"),
    "equal": ("return household.k == 0", "bool", {"k": 0}, "件数 0 件，等于 0"),
    "unequal": ("return household.k != 0", "bool", {"k": 0}, "件数 0 件，等于 0"),
    "is a member": ("return household.grade == Grade.ONE", "bool", {"grade": 1}, "户等级 一级"),
    "is another member": ("return household.grade == Grade.ONE", "bool", {"grade": 2}, "户等级 二级，不是一级"),
    "is not a member": ("return household.grade != Grade.ONE", "bool", {"grade": 2}, "户等级 二级，不是一级"),
    "in": ("return household.grade in (Grade.ONE, Grade.TWO)", "bool", {"grade": 2}, "户等级 二级"),
    "not in": ("return household.grade in (Grade.ONE, Grade.TWO)", "bool", {"grade": 0}, "户等级 无，不属于一级、二级"),
    "yes or no": ("return not household.x", "bool", {"x": True}, "子：是"),
    "bool parameter": ("return p.flag", "bool", {}, "开关：是"),
    "and that fails": ("return household.x and household.k > 0 and household.y", "bool", {"x": True, "k": 0, "y": False}, "件数 0 件，不超过 0；丑：否"),
    "or that holds": ("return household.x or household.y", "bool", {"x": False, "y": True}, "丑：是"),
    "or that fails": ("return household.x or household.y", "bool", {"x": False, "y": False}, "子：否；丑：否"),
    "chain that fails": ("return 0 < household.k < p.years", "bool", {"k": 70}, "件数 70 件，不低于岁数 60 年（相差 10 件）"),
    "chain that holds": ("return 0 < household.k < p.years", "bool", {"k": 7}, "0，低于件数 7 件；件数 7 件，低于岁数 60 年（相差 53 件）"),
    "bool comparison": ("return household.x == household.y", "bool", {"x": True, "y": True}, "子：是，等于丑：是"),
    "bool ternary": ("return household.y if household.x else False", "bool", {"x": True, "y": False}, "子：是；丑：否"),
    "bool constant": ("return False", "bool", {}, "否"),
    "a constant that decides": ("return household.x and False", "bool", {"x": True}, "否"),
    "bool local": ("v = household.k > 0\nreturn v and household.x", "bool", {"k": 0, "x": True}, "件数 0 件，不超过 0"),
    "literal": ("return 1", "Money", {}, "0.01 元"),
    "one fact": ("return household.cash", "Money", {"cash": 100}, "现金 1.00 元"),
    "enum": ("return Grade.TWO", "Grade", {}, "二级"),
    "brackets": ("return household.k * (household.cash - p.line)", "Money", {"k": 3, "cash": 20000}, "件数 3 件 × （现金 200.00 元 － 线 100.00 元/月） = 300.00 元"),
    "no brackets": ("return household.cash - p.line + household.cash", "Money", {"cash": 20000}, "现金 200.00 元 － 线 100.00 元/月 ＋ 现金 200.00 元 = 300.00 元"),
    "subtracting a difference": ("return household.cash - (p.line - household.cash)", "Money", {"cash": 20000}, "现金 200.00 元 － （线 100.00 元/月 － 现金 200.00 元） = 300.00 元"),
    "minus": ("return -household.cash", "Money", {"cash": 100}, "－现金 1.00 元 = -1.00 元"),
    "how many": ("return household.cash // p.line", "int", {"cash": 25000}, "现金 250.00 元 ÷ 线 100.00 元/月 = 2"),
    "part": ("return part(household.cash + p.line, p.pct)", "Money", {"cash": 100}, "（现金 1.00 元 ＋ 线 100.00 元/月） × 比例 50% = 50.50 元"),
    "share": ("return share(household.cash, household.k)", "Money", {"cash": 189400, "k": 3}, "现金 1,894.00 元 ÷ 件数 3 件 = 631.33 元"),
    "rounding": ("return round_money(household.cash, p.mode, p.line)", "Money", {"cash": 14900}, "现金 149.00 元，按 100.00 元/月四舍五入 = 100.00 元"),
    "no rounding": ("return round_money(household.cash, RoundingMode.NONE, p.line)", "Money", {"cash": 14900}, "现金 149.00 元"),
    "smaller": ("return min(household.cash, p.line)", "Money", {"cash": 5}, "现金 0.05 元、线 100.00 元/月 中较小的 = 0.05 元"),
    "smaller literal": ("return min(1, 0)", "int", {}, "1、0 中较小的 = 0"),
    "larger": ("return max(household.cash, p.line)", "Money", {"cash": 5}, "现金 0.05 元、线 100.00 元/月 中较大的 = 100.00 元"),
    "not below 0": ("return max(household.cash - p.line, 0)", "Money", {"cash": 5}, "现金 0.05 元 － 线 100.00 元/月 小于 0，按 0 = 0.00 元"),
    "above 0 anyway": ("return max(household.cash, 0)", "Money", {"cash": 5}, "现金 0.05 元"),
    "position": ("return at(p.list, household.k)", "int", {"k": 1}, "表第 2 项 7"),
    "band": ("return band(household.k, p.bounds, p.list)", "int", {"k": 25}, "件数 25 件 对应的表 7"),
    "a list that nobody has set": ("return household.x and household.k > at(p.absent, 0)", "bool", {"x": False, "k": 1}, "子：否"),
    "tiers": ("return tiers(household.cash, p.steps, p.rates)", "Money", {"cash": 25000}, "现金 250.00 元 按分段比例分段计算 = 170.00 元"),
    "branches": ("if household.x:\n    return household.cash\nreturn p.line", "Money", {"x": False, "cash": 5}, "子：否；线 100.00 元/月"),
    "elif": ("if household.x:\n    v = 0\nelif household.k > 1:\n    v = household.cash\nelse:\n    v = p.line\nv -= 1\nreturn v", "Money", {"x": False, "k": 2, "cash": 5}, "子：否；件数 2 件，超过 1；现金 0.05 元 － 1 = 0.04 元"),
    "ternary": ("return household.cash if household.k > 1 else 0", "Money", {"k": 2, "cash": 5}, "件数 2 件，超过 1；现金 0.05 元"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "returns", "facts", "text"), SENTENCES.values(), ids=SENTENCES)
def test_every_form_has_its_words(tmp_path, body, returns, facts, text):
    book = small.book(tmp_path, small.household(body, returns))
    (line,) = book.explain(small.assess(book, facts), "r")
    assert line.text == text


UNDECIDED = {
    "a condition": ("if household.x:\n    return 1\nreturn 1", "int", {}, "不论缺少的事实如何，结果相同"),
    "a ternary": ("return p.line if household.x else p.line", "Money", {}, "不论缺少的事实如何，结果相同"),
    "beside what fails": ("return household.x and household.k > 0", "bool", {"k": 0}, "件数 0 件，不超过 0"),
    "beside what holds": ("return household.k > 0 or household.y", "bool", {"y": True}, "丑：是"),
    "membership": ("return household.grade in (Grade.ONE,) or household.y", "bool", {"y": True}, "丑：是"),
    "a parameter not set": ("return household.y or p.local == 0", "bool", {"y": True}, "丑：是"),
    "sums": ("return household.k + 1 > 0 or household.y", "bool", {"y": True}, "丑：是"),
    "lists": ("return at(p.list, household.k) > 0 or band(household.k, p.bounds, p.list) > 0 or household.y", "bool", {"y": True}, "丑：是"),
    "a share of nothing": ("return household.k > 0 and share(household.cash, household.k) > 0", "bool", {"k": 0, "cash": 5}, "件数 0 件，不超过 0"),
    "a negation": ("return not household.x or household.y", "bool", {"y": True}, "丑：是"),
    "a minus": ("return -household.k > 0 or household.y", "bool", {"y": True}, "丑：是"),
    "rounding": ("return round_money(household.cash, p.mode, p.line) > 0 or household.y", "bool", {"y": True}, "丑：是"),
    "bounded": ("return max(household.cash, 0) > 0 or min(household.cash, 0) > 0 or household.y", "bool", {"y": True}, "丑：是"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "returns", "facts", "text"), UNDECIDED.values(), ids=UNDECIDED)
def test_what_is_known_in_spite_of_missing_facts_is_explained(tmp_path, body, returns, facts, text):
    book = small.book(tmp_path, small.household(body, returns))
    (line,) = book.explain(small.assess(book, facts), "r")
    assert line.text == text


@pytest.mark.parametrize(
    ("marker", "returns", "body", "values", "text"),
    [
        ("total", "Money", "person.m", [100, 200], "张三 1.00 元 ＋ 李四 2.00 元 = 3.00 元"),
        ("total", "Money", "person.m", [0, 0], "各成员均为 0"),
        ("count", "bool", "person.m > 0", [0, 1], "符合的成员：李四"),
        ("any_member", "bool", "person.m > 0", [0, 0], "没有成员符合"),
        ("all_members", "bool", "person.m > 0", [1, 0], "不符合的成员：李四"),
        ("all_members", "bool", "person.m > 0", [1, 1], "全部成员符合"),
    ],
)
def test_members_are_named(tmp_path, marker, returns, body, values, text):
    rule = f'@{marker}()\ndef r(person: Record) -> {returns}:\n    """计。"""\n    return {body}\n'
    book = small.book(tmp_path, rule)
    result = assess(book, {}, [{"m": value} for value in values])
    assert book.explain(result, "r")[-1].text == text


def test_why_not_follows_a_condition_of_a_member(tmp_path):
    text = small.person("return person.n > 0") + small.person("return not person.q", name="other")
    book = small.book(tmp_path, text)
    result = small.assess(book, {}, [{"n": 5}])
    (line,) = book.why_not(result, "other", 0)
    assert (line.label, line.text, line.depth, line.value_text) == ("人规则", "数 5 个，超过 0", 1, "是")


def test_why_not_says_a_condition_once(tmp_path):
    text = small.household("return household.s and household.t") + "".join(
        small.household(body).replace("def r", f"def {name}").replace("规则", name)
        for name, body in {"s": "return household.x", "t": "return household.s and household.y"}.items()
    )
    book = small.book(tmp_path, text)
    result = small.assess(book, {"x": False, "y": False})
    assert told(book.why_not(result, "r")) == ["s：子：否", "t：s：否；丑：否"]


def test_why_not_does_not_follow_a_condition_twice(tmp_path):
    text = small.household("return household.t and household.s") + "".join(
        small.household(body).replace("def r", f"def {name}").replace("规则", name)
        for name, body in {"s": "return household.x", "t": "return household.s"}.items()
    )
    book = small.book(tmp_path, text)
    assert told(book.why_not(small.assess(book, {"x": False}), "r")) == ["s：子：否"]


def test_a_parameter_may_be_named_like_a_rule(tmp_path):
    text = small.household("return not p.flag") + small.household("return household.x").replace(
        "def r", "def flag"
    )
    book = small.book(tmp_path, text)
    assert told(book.why_not(small.assess(book, {"x": False}), "r")) == ["规则：开关：是"]


def test_why_not_of_joined_members(tmp_path):
    text = '@any_member()\ndef r(person: Record) -> bool:\n    """有人符合。"""\n    return person.a\n'
    book = small.book(tmp_path, text)
    assert told(book.why_not(assess(book, {}, [{"a": False}]), "r")) == ["有人符合：没有成员符合"]


def test_unknown_without_a_fact_is_said_plainly(tmp_path):
    book = small.book(tmp_path, small.household("return p.local == 0 if household.x else False"))
    result = small.assess(book, {})
    assert told(book.explain(result, "r")) == ["规则：缺少：子"]


def test_enum_and_list_values_are_shown(toy_book):
    assert toy_book.parameter("supplements", "URBAN").text == "0%、30%、20%"
    assert toy_book.parameter("rounding", "URBAN").text == "进位"
    assert str(toy_book.parameter("rounding", "URBAN").unit) == "enum:RoundingMode"
    assert str(toy_book.parameter("supplements", "URBAN").unit) == "list[ratio]"
    assert toy.Grade.ONE.label == "一级"
