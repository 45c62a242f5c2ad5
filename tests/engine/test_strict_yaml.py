from decimal import Decimal

import pytest

from doudi.engine import PolicyError, strictyaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: no", {"on": "no"}),
        ("a: yes", {"a": "yes"}),
        ("a: true", {"a": True}),
        ("a: 0.1", {"a": Decimal("0.1")}),
        ("a: 010", {"a": "010"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: -5", {"a": -5}),
        ("1: x", {1: "x"}),
        ("a: ~", {"a": None}),
        ("", None),
    ],
)
def test_words_stay_words_and_numbers_exact(text, value):
    assert strictyaml.parse(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "第 2 行：键「a」重复"),
        ("b: {c: 1, c: 2}", "键「c」重复"),
        ("true: 1", "应写成文字或整数"),
        ("a: [1", "不是合法的 YAML"),
        ("<<: {a: 1}\na: 2\n<<: {b: 1}", "键「<<」重复"),
        ("a: !!python/name:os.system x", "不是合法的 YAML"),
    ],
)
def test_surprises_are_refused_with_file_and_line(text, message):
    with pytest.raises(PolicyError, match=message):
        strictyaml.parse(text, "places.yaml")


def test_unknown_and_missing_keys_are_named():
    with pytest.raises(PolicyError, match=r"x.yaml：不认识的键 b；可用 a"):
        strictyaml.only({"b": 1}, "x.yaml", ("a",))
    with pytest.raises(PolicyError, match=r"x.yaml：缺少 a"):
        strictyaml.only({}, "x.yaml", ("a",), required=("a",))
    with pytest.raises(PolicyError, match="应是「键: 值」"):
        strictyaml.mapping([1], "x.yaml")
    assert strictyaml.mapping(None, "x.yaml") == {}
