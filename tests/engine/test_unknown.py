"""Three-valued logic: a missing fact makes unknown only what depends on it."""

# ruff: noqa: E501  (tables: one case, one line)

import pytest

from doudi.engine import MissingFact, MissingParameter, RuleError, Unknown
from tests.engine import small

T, F, U = True, False, None

AND = [(T, T, T), (T, F, F), (F, T, F), (F, F, F), (T, U, U), (U, T, U), (F, U, F), (U, F, F), (U, U, U)]
OR = [(T, T, T), (T, F, T), (F, T, T), (F, F, F), (T, U, T), (U, T, T), (F, U, U), (U, F, U), (U, U, U)]


def outcome(book, **facts):
    value = small.assess(book, {k: v for k, v in facts.items() if v is not None})["r"]
    return None if isinstance(value, Unknown) else value


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    bodies = {"and": "return household.x and household.y", "or": "return household.x or household.y"}
    bodies["not"] = "return not household.x"
    return {name: small.book(tmp_path_factory.mktemp(name), small.household(b)) for name, b in bodies.items()}


@pytest.mark.parametrize(("x", "y", "both"), AND)
def test_and(books, x, y, both):
    assert outcome(books["and"], x=x, y=y) is both


@pytest.mark.parametrize(("x", "y", "either"), OR)
def test_or(books, x, y, either):
    assert outcome(books["or"], x=x, y=y) is either


@pytest.mark.parametrize(("x", "negated"), [(T, F), (F, T), (U, U)])
def test_not(books, x, negated):
    assert outcome(books["not"], x=x) is negated


CASES = {
    "three terms, the last decides": ("return household.x and household.k > 0 and household.y", "bool", {"y": F}, F),
    "or of three": ("return household.x or household.k > 0 or household.y", "bool", {"y": T}, T),
    "both branches agree": ("if household.x:\n    return 1\nelse:\n    return 1", "int", {}, 1),
    "both ways to the end agree": ("v = 0\nif household.x:\n    v += 1\nreturn household.k", "int", {"k": 5}, 5),
    "branches differ": ("if household.x:\n    return 1\nreturn 0", "int", {}, U),
    "one branch unknown": ("if household.x:\n    return household.k\nreturn 0", "int", {}, U),
    "the other branch unknown": ("if household.x:\n    return 0\nreturn household.k", "int", {}, U),
    "ternary agrees": ("return p.years if household.x else p.years", "int", {}, 60),
    "ternary differs": ("return 1 if household.x else 0", "int", {}, U),
    "ternary known": ("return household.k if household.x else household.cash // p.line", "int", {"x": F, "cash": 300_00}, 3),
    "a local in one branch": ("v = 1\nif household.x:\n    v = 0\nreturn v", "int", {}, U),
    "arithmetic": ("return household.k + 1", "int", {}, U),
    "negation": ("return -household.k", "int", {}, U),
    "a call": ("return min(household.k, 1)", "int", {}, U),
    "a call of known": ("return min(p.years, 1) if household.x else min(1, 1)", "int", {}, 1),
    "comparison": ("return household.k < 1", "bool", {}, U),
    "chained comparison that fails anyway": ("return 1 < 0 < household.k", "bool", {}, F),
    "chained comparison that fails later": ("return household.k < 1 < 0", "bool", {}, F),
    "chained comparison open": ("return 0 < household.k < 1", "bool", {}, U),
    "membership": ("return household.grade in (Grade.ONE, Grade.TWO)", "bool", {}, U),
    "membership beside an unknown": ("return household.x and household.grade in (Grade.ONE,)", "bool", {"grade": 2}, F),
    "not in beside an unknown": ("return household.x or household.grade not in (Grade.ONE,)", "bool", {"grade": 2}, T),
    "a constant beside an unknown": ("return household.x and False", "bool", {}, F),
    "an enum beside an unknown": ("return Grade.ONE if household.x else Grade.ONE", "Grade", {}, 1),
    "what is not set on a way that may not be taken": ("return p.local if household.x else 0", "int", {}, U),
    "what cannot be divided on such a way": ("if household.x:\n    return 1 // 0\nreturn 1", "int", {}, U),
    "what is not set beside an unknown": ("return household.x and p.local == 0", "bool", {}, U),
    "short-circuit before what is not set": ("return household.x and p.local == 0", "bool", {"x": F}, F),
}  # fmt: skip


@pytest.mark.parametrize(("body", "returns", "facts", "value"), CASES.values(), ids=CASES)
def test_only_what_depends_on_a_missing_fact_is_unknown(tmp_path, body, returns, facts, value):
    assert outcome(small.book(tmp_path, small.household(body, returns)), **facts) == value


AGGREGATES = {
    "total": ("total", "int", "person.n", [({"n": 1}, {"n": 2}, 3), ({"n": 1}, {}, U), ({}, {}, U)]),
    "count": ("count", "bool", "person.n > 0", [({"n": 1}, {"n": 0}, 1), ({"n": 1}, {}, U)]),
    "any": ("any_member", "bool", "person.n > 0", [({"n": 0}, {"n": 1}, T), ({}, {"n": 1}, T), ({"n": 0}, {}, U), ({"n": 0}, {"n": 0}, F)]),
    "all": ("all_members", "bool", "person.n > 0", [({"n": 1}, {"n": 1}, T), ({}, {"n": 0}, F), ({"n": 1}, {}, U)]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("marker", "returns", "body", "first", "second", "value"),
    [(m, r, b, *row) for m, r, b, rows in AGGREGATES.values() for row in rows],
)
def test_members_with_missing_facts(tmp_path, marker, returns, body, first, second, value):
    text = f'@{marker}()\ndef r(person: Record) -> {returns}:\n    """计。"""\n    return {body}\n'
    result = small.assess(small.book(tmp_path, text), {}, [first, second])["r"]
    assert (None if isinstance(result, Unknown) else result) == value


@pytest.mark.parametrize(
    ("marker", "returns", "member", "value"),
    [
        ("total", "int", {"a": F}, 0),
        ("total", "int", {"n": 0}, 0),
        ("total", "int", {"n": 3}, U),
        ("total", "int", {"a": T, "n": 3}, 3),
        ("any_member", "bool", {"n": 0}, F),
        ("any_member", "bool", {"n": 3}, U),
        ("all_members", "bool", {"n": 3}, T),
        ("all_members", "bool", {"n": 0}, U),
        ("all_members", "bool", {"a": F}, T),
        ("count", "bool", {}, U),
    ],
)
def test_a_member_who_may_or_may_not_count(tmp_path, marker, returns, member, value):
    body = "person.n" if returns == "int" else "person.n > 0"
    text = f'@{marker}(where="a")\ndef r(person: Record) -> {returns}:\n    """计。"""\n    return {body}\n'
    result = small.assess(small.book(tmp_path, text), {}, [member])["r"]
    assert (None if isinstance(result, Unknown) else result) == value


def test_the_missing_facts_are_listed_by_member(tmp_path):
    text = small.person("return person.n + person.m // p.line", "int") + (
        '@total()\ndef r(person: Record, household: Record) -> int:\n    """计。"""\n'
        "    return person.q if household.x else household.k\n"
    )
    result = small.assess(small.book(tmp_path, text), {"k": 1}, [{"n": 1, "m": 0}, {"n": 1}])
    assert result.missing == [
        MissingFact("household", None, "x", "子"),
        MissingFact("person", 1, "m", "钱"),
    ]
    assert small.assess(result.book, {"k": 1}, [{"n": 1, "m": 0}], want=["q"]).missing == []


def test_a_missing_fact_that_nothing_wanted_needs_is_not_listed(tmp_path):
    text = small.household("return household.x") + small.household("return household.y").replace(
        "def r", "def s"
    )
    result = small.assess(small.book(tmp_path, text), {"x": T}, want=["r"])
    assert result.missing == []
    assert "s" not in result.values


def test_unknown_is_neither_true_nor_a_number():
    unknown = Unknown([MissingFact("household", None, "x", "子")])
    with pytest.raises(TypeError, match="不是真也不是假"):
        bool(unknown)
    with pytest.raises(TypeError):
        _ = unknown + 1
    assert unknown == Unknown()
    assert unknown != 0
    assert len({unknown, Unknown()}) == 1
    assert repr(unknown) == "Unknown(x)"


def test_a_rule_that_divides_by_nothing_says_which_and_for_whom(tmp_path):
    book = small.book(tmp_path, small.person("return 1 // person.n", "int"))
    with pytest.raises(RuleError, match=r"rules.py 第 .* 行，规则 q：第 2 位成员除数为 0"):
        small.assess(book, {}, [{"n": 1}, {"n": 0}])
    book = small.book(tmp_path / "h", small.household("return share(household.cash, household.k)", "Money"))
    with pytest.raises(RuleError, match="规则 r：除数为 0"):
        small.assess(book, {"cash": 1, "k": 0})


def test_a_parameter_without_value_is_an_error_only_where_it_is_read(tmp_path):
    book = small.book(tmp_path, small.household("return p.local == 0 if household.x else False"))
    assert small.assess(book, {"x": F})["r"] is False
    with pytest.raises(MissingParameter, match="甲国（100000） 2025-01-01 没有可用的参数「本地项」（local）"):
        small.assess(book, {"x": T})
