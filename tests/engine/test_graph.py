import pytest

from doudi.engine import PolicyError
from tests.engine import small

PASSES = """
@rule()
def household_first(household: Record) -> bool:
    \"\"\"零。\"\"\"
    return household.x


@rule()
def person_second(person: Record, household: Record) -> int:
    \"\"\"一。\"\"\"
    return person.n if household.household_first else 0


@total()
def third(person: Record) -> int:
    \"\"\"二。\"\"\"
    return person.person_second


@rule()
def fourth(person: Record, household: Record) -> int:
    \"\"\"三。\"\"\"
    return person.person_second + household.third


@any_member(where="a")
def fifth(person: Record) -> bool:
    \"\"\"四。\"\"\"
    return person.fourth > 0


@rule()
def sixth(household: Record) -> int:
    \"\"\"五。\"\"\"
    return household.third if household.fifth else -household.third
"""


def test_persons_and_household_are_computed_in_as_many_passes_as_needed(tmp_path):
    book = small.book(tmp_path, PASSES)
    assert [(rule.name, book.graph.passes[rule.name]) for rule in book.rules] == [
        ("household_first", 0),
        ("person_second", 0),
        ("third", 0),
        ("fourth", 1),
        ("fifth", 1),
        ("sixth", 2),
    ]
    result = small.assess(book, {"x": True}, [{"n": 2, "a": False}, {"n": 5, "a": True}])
    assert result.members == [{"person_second": 2, "fourth": 9}, {"person_second": 5, "fourth": 12}]
    assert result["sixth"] == 7


def test_only_what_is_wanted_is_computed(tmp_path):
    book = small.book(tmp_path, PASSES)
    result = small.assess(book, {"x": True}, [{"n": 2}], want=["third"])
    assert result.values == {"household_first": True, "third": 2}
    assert [rule.name for rule in book.graph.needed(["fifth"])] == [
        "household_first",
        "person_second",
        "third",
        "fourth",
        "fifth",
    ]


CYCLES = {
    "itself": (small.household("return household.r"), "规则 r：规则循环：r → r"),
    "two": (
        small.household("return household.s")
        + small.household("return household.r").replace("def r", "def s"),
        "规则循环：r → s → r",
    ),
    "through members": (
        small.household("return household.s == 0")
        + '@total()\ndef s(person: Record, household: Record) -> int:\n    """和。"""\n    return 1 if household.r else 0\n',
        "规则循环：r → s → r",
    ),
    "through where": (
        '@count(where="q")\ndef s(person: Record) -> bool:\n    """数。"""\n    return True\n'
        '@rule()\ndef q(person: Record, household: Record) -> bool:\n    """问。"""\n    return household.s == 0\n',
        "规则循环：s → q → s",
    ),
}


@pytest.mark.parametrize(("text", "message"), CYCLES.values(), ids=CYCLES)
def test_a_circle_of_rules_is_refused_with_its_way(tmp_path, text, message):
    with pytest.raises(PolicyError, match=message) as refused:
        small.book(tmp_path, text)
    assert "rules.py 第 " in str(refused.value)
