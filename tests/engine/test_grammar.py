# ruff: noqa: E501  (tables: one case, one line)
import pytest

from doudi.engine import PolicyError
from tests.engine import small

REFUSED = {
    "a number": ("return household.cash > 100", "不能写数值 100"),
    "a text": ("return household.cash == 'x'", "不能写数值 'x'"),
    "a loop": ("for i in household.k:\n    return True\nreturn False", "不允许的写法「for"),
    "a call": ("return bool(household.k)", "不能调用 bool"),
    "a method": ("return household.k.bit_length() == 0", "不允许的写法"),
    "true division": ("return household.k / household.k == 1", "不允许的写法"),
    "power": ("return household.k ** household.k == 1", "不允许的写法"),
    "a lambda": ("return (lambda: True)()", "不允许的写法"),
    "a list": ("return household.k in [0, 1]", "不允许的写法"),
    "membership of numbers": ("return household.k in (0, 1)", "只能是枚举成员"),
    "an unknown enum member": (
        "return household.grade == Grade.SEVEN",
        "Grade 没有 SEVEN；有 NONE、ONE、TWO",
    ),
    "an unknown record": ("return place.code == 1", "不认识的名称 place.code"),
    "a free name": ("return household", "名称 household 在这里还没有值"),
    "no return on a path": ("if household.x:\n    return True", "有的路径没有 return"),
    "nothing": ("", "没有内容"),
    "bare return": ("return", "不允许的写法"),
    "code after return": ("return True\nx = 1", "永远不会执行"),
    "a local set on one path only": ("if household.x:\n    v = 1\nreturn v == 1", "名称 v 在这里还没有值"),
    "a local named like an argument": ("p = 1\nreturn True", "局部名称 p 与已有的名称相同"),
    "a local named like a builtin": ("min = 1\nreturn True", "局部名称 min"),
    "two targets": ("a = b = 1\nreturn True", "不允许的写法"),
    "a tuple target": ("a, b = 1, 1\nreturn True", "不允许的写法"),
    "an annotated local": ("a: int = 1\nreturn True", "不允许的写法"),
    "setting an attribute": ("household.k = 1\nreturn True", "不允许的写法"),
    "an augmented unset local": ("a += 1\nreturn True", "名称 a 在这里还没有值"),
    "an augmented power": ("a = 1\na **= a\nreturn True", "不允许的写法"),
    "one argument to min": ("return min(household.k) == 0", "min 需要 至少 2 个参数，写了 1 个"),
    "two arguments to round_money": ("return round_money(household.cash, p.mode) == 0", "round_money 需要 3"),
    "a keyword argument": ("return part(household.cash, ratio=p.pct) == 0", "不允许的写法"),
    "a starred argument": ("return max(*household.k, 1) == 0", "不允许用 \\* 展开"),
    "is": ("return household.k is 1", "不允许的写法"),
    "invert": ("return ~household.k == 0", "不允许的写法"),
    "a walrus": ("return (v := True)", "不允许的写法"),
    "an import": ("import os\nreturn True", "不允许的写法「import os"),
    "a subscript": ("return p.list[0] == 1", "不允许的写法"),
    "None": ("return None", "不能写数值 None"),
    "an unknown fact": ("return household.cars == 0", "没有叫 household.cars 的事实或规则"),
    "a near miss": ("return household.cahs == 0", "是不是 cash"),
    "a person's fact of the household": ("return household.a", "没有叫 household.a 的"),
    "an unknown parameter": ("return p.lime == 0", "没有叫 p.lime 的参数"),
}


@pytest.mark.filterwarnings("ignore:.*is.* with.*literal:SyntaxWarning")
@pytest.mark.parametrize(("body", "message"), REFUSED.values(), ids=REFUSED)
def test_a_rule_is_refused_with_file_line_and_name(tmp_path, body, message):
    with pytest.raises(PolicyError, match=message) as refused:
        small.book(tmp_path, small.household(body))
    assert "rules.py 第 " in str(refused.value)
    assert "规则 r：" in str(refused.value)


UNITS = {
    "money and count": ("return household.cash + household.k", "Money", "money 与 int 不能放在一起"),
    "money and ratio": ("return household.cash - p.pct", "Money", "money 与 ratio"),
    "money times ratio": ("return household.cash * p.pct", "Money", "请用 part"),
    "money times money": ("return household.cash * household.cash", "Money", "金额不能乘以金额"),
    "money split with //": ("return household.cash // household.k", "Money", "请用 share"),
    "count by money": ("return household.k // household.cash", "int", "int 不能除以 money"),
    "adding a bool": ("return household.x + 1", "int", "bool 不能参加计算"),
    "minus a bool": ("return -household.x", "int", "是 bool，不能参加计算"),
    "a number as condition": ("return household.k and household.x", "bool", "and、or 两边"),
    "a number after if": (
        "if household.k:\n    return True\nreturn False",
        "bool",
        "条件「household.k」应是 bool",
    ),
    "a number in a ternary": ("return True if household.k else False", "bool", "条件"),
    "not of a number": ("return not household.k", "bool", "not 后面"),
    "ternary of two kinds": (
        "return household.cash if household.x else household.x",
        "Money",
        "不能放在一起",
    ),
    "comparing kinds": ("return household.cash < household.k", "bool", "money 与 int"),
    "ordering enums": ("return household.grade < Grade.ONE", "bool", "不能比较"),
    "ordering bools": ("return household.x < household.y", "bool", "不能比较"),
    "comparing lists": ("return p.list == p.list", "bool", "不能比较"),
    "membership of another enum": ("return household.grade in (RoundingMode.UP,)", "bool", "不能放在一起"),
    "wrong return": ("return household.cash", "int", "返回值「household.cash」应是 int，实际是 money"),
    "a number for a bool": ("return 1", "bool", "应是 bool"),
    "a bool for money": ("return True", "Money", "应是 money"),
    "part by a count": ("return part(household.cash, household.k)", "Money", "参数单位不对"),
    "share by money": ("return share(household.cash, household.cash)", "Money", "参数单位不对"),
    "round by a count": ("return round_money(household.cash, household.k, 1)", "Money", "参数单位不对"),
    "at of a number": ("return at(p.line, 0)", "int", "参数单位不对"),
    "a list through a ternary": ("return at(p.list if household.x else p.bounds, 0)", "int", "参数单位不对"),
    "band over another unit": ("return band(household.cash, p.bounds, p.list)", "int", "参数单位不对"),
    "tiers of counts": ("return tiers(household.cash, p.bounds, p.rates)", "Money", "参数单位不对"),
    "tiers without shares": ("return tiers(household.cash, p.steps, p.steps)", "Money", "参数单位不对"),
    "min of kinds": ("return min(household.cash, household.k)", "Money", "不能放在一起"),
    "max of bools": ("return max(household.x, household.y)", "bool", "不能参加计算"),
    "a local of two units": ("v = household.cash\nv = household.k\nreturn v", "int", "不能放在一起"),
    "a list in a local": ("v = p.list\nreturn at(v, 0)", "int", "列表参数只能"),
    "text annotation": ("return True", "str", "要写返回类型"),
    "no such annotation": ("return True", "'bool'", "要写返回类型"),
}


@pytest.mark.parametrize(("body", "returns", "message"), UNITS.values(), ids=UNITS)
def test_units_that_do_not_fit_are_refused(tmp_path, body, returns, message):
    with pytest.raises(PolicyError, match=message):
        small.book(tmp_path, small.household(body, returns))


ALLOWED = {
    "literals": ("return 0", "Money", 0),
    "chained": ("return 0 < household.k <= 1 + 1 + 1", "bool", True),
    "ratio result": ("return p.pct", "Ratio", 5000),
    "enum result": ("return Grade.TWO if household.x else Grade.ONE", "Grade", 2),
    "enum parameter": ("return household.grade == p.grade", "bool", True),
    "how many times": ("return household.cash // p.line", "int", 3),
    "count by literal": ("return household.k // 1", "int", 3),
    "money times count": ("return household.k * p.line", "Money", 30000),
    "count times count": ("return household.k * household.k", "int", 9),
    "augmented": ("v = 0\nv += household.cash\nv -= p.line\nv *= household.k\nreturn v", "Money", 60000),
    "not in": ("return household.grade not in (Grade.NONE, Grade.TWO)", "bool", True),
    "comparing bools": ("return household.x == household.y", "bool", False),
    "of three": ("return min(household.k, 1, p.years)", "int", 1),
    "unary": ("return -household.cash", "Money", -30000),
    "at": ("return at(p.list, 1)", "int", 7),
    "beyond": ("return at(p.list, 1 + 1)", "int", 0),
    "band": ("return band(household.k, p.bounds, p.list)", "int", 0),
    "tiers": ("return tiers(household.cash, p.steps, p.rates)", "Money", 21000),
    "both branches": ("if household.x:\n    v = 1\nelse:\n    v = 0\nreturn v", "int", 1),
    "early return": (
        "if household.y:\n    return 1\nelif household.x:\n    return p.years\nreturn 0",
        "int",
        60,
    ),
    "returning in one branch": ("if household.y:\n    return 1\nelse:\n    v = 1\nreturn v + 1", "int", 2),
}


@pytest.mark.parametrize(("body", "returns", "value"), ALLOWED.values(), ids=ALLOWED)
def test_what_the_grammar_allows_computes(tmp_path, body, returns, value):
    book = small.book(tmp_path, small.household(body, returns))
    facts = {"x": True, "y": False, "k": 3, "cash": 30000, "grade": 1}
    assert small.assess(book, facts)["r"] == value


FILES = {
    "a helper": ("def helper():\n    return 1\n", "函数 helper 没有 @rule"),
    "a constant": ("LIMIT = 5\n", "只能有 import 和规则函数"),
    "a class": ("class A:\n    pass\n", "只能有 import"),
    "broken syntax": ("def r(:\n", "语法错误"),
    "a missing import": ("from nowhere import thing\n", "无法载入"),
    "no label": ("@rule()\ndef r(household: Record) -> bool:\n    return True\n", "缺少说明"),
    "a default argument": ('@rule()\ndef r(household: Record = None) -> bool:\n    """规则。"""\n    return True\n', "参数只能是"),
    "a strange argument": ('@rule()\ndef r(home: Record) -> bool:\n    """规则。"""\n    return True\n', "参数只能是"),
    "only p": ('@rule()\ndef r(p: Record) -> bool:\n    """规则。"""\n    return True\n', "要有 person 或 household"),
    "a total of no person": ('@total()\ndef r(household: Record) -> int:\n    """规则。"""\n    return 1\n', "要有 person"),
    "a total of bools": ('@total()\ndef r(person: Record) -> bool:\n    """规则。"""\n    return True\n', "@total 的函数应返回"),
    "a count of numbers": ('@count()\ndef r(person: Record) -> int:\n    """规则。"""\n    return 1\n', "@count 的函数应返回 bool"),
    "no annotation": ('@rule()\ndef r(household: Record):\n    """规则。"""\n    return 1\n', "要写返回类型"),
    "twins": (small.household("return True") * 2, "规则 r 有两个版本都从 最早 起"),
    "a day that is none": ('@rule(since="2025-13-01")\ndef r(household: Record) -> bool:\n    """规则。"""\n    return True\n', "无法载入"),
    "where is a number": ('@total(where="n")\ndef r(person: Record) -> int:\n    """规则。"""\n    return 1\n', "where 的 n 应是是否类"),
    "where is unknown": ('@total(where="nn")\ndef r(person: Record) -> int:\n    """规则。"""\n    return 1\n', "没有叫 person.nn"),
    "named like a fact": ('@rule()\ndef cash(household: Record) -> int:\n    """规则。"""\n    return 1\n', "已经是一项事实"),
    "a shadowed builtin": ('from operator import add as part\n' + small.household("return part(household.k, 1) == 1"), "不能调用 part"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FILES.values(), ids=FILES)
def test_a_file_of_rules_is_refused(tmp_path, text, message):
    with pytest.raises(PolicyError, match=message):
        small.book(tmp_path, text)


def test_the_call_form_of_a_decorator_is_needed(tmp_path):
    with pytest.raises(PolicyError, match="无法载入"):
        small.book(tmp_path, '@rule\ndef r(household: Record) -> bool:\n    """规则。"""\n    return True\n')


def test_a_docstring_gives_label_and_meaning(tmp_path):
    text = '"""A module docstring."""\n' + small.household("return True").replace("规则。", "名称：解释它。")
    rule = small.book(tmp_path, text).rules[0]
    assert (rule.label, rule.meaning) == ("名称", "解释它。")


def test_a_record_outside_a_rule_has_nothing():
    from doudi.engine import Record

    with pytest.raises(AttributeError):
        _ = Record().anything
