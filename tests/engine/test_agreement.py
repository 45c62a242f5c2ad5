# ruff: noqa: E501  (tables: one case, one line)
"""The interpreter, the syntax tree and the compiled loop give the same results."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from doudi.engine import Case, MissingParameter, RuleError, Unknown, population
from doudi.engine.kleene import Kleene
from tests.engine import small
from tests.engine.households import assert_agree, cases, interpreted, tables
from tests.engine.test_grammar import ALLOWED
from tests.engine.test_unknown import CASES

relaxed = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
OUTPUTS = [
    "income", "size", "severe_members", "has_student", "all_old", "income_per_person", "assets_ok", "eligible",
    "supplement", "severe", "supplements", "gap", "amount",
]  # fmt: skip


def check(book, known, how=relaxed):
    @how
    @given(st.lists(cases(book, known), min_size=1, max_size=6))
    def agree(households):
        assert_agree(book, households, OUTPUTS)

    agree()


@pytest.mark.parametrize("known", [True, False], ids=["all facts known", "some facts missing"])
def test_interpreter_and_loop_agree_on_random_households(toy_book, known):
    check(toy_book, known)


PLANTED = {
    "a share rounded down": ("(2 * amount + n) // (2 * n)", "amount // n"),
    "a limit not included": ("h_deposits <= v_limit", "h_deposits < v_limit"),
    "everybody counted": ("if p_resident == 1:", "if True:"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tampered"), PLANTED.values(), ids=PLANTED)
def test_the_comparison_finds_a_planted_difference(toy_book, monkeypatch, text, tampered):
    tamper(monkeypatch, text, tampered)
    with pytest.raises(AssertionError):
        check(toy_book, True, settings(relaxed, phases=[Phase.generate]))


def tamper(monkeypatch, text, tampered):
    genuine = population.compiled

    def compiled(source):
        assert text in source
        return genuine(source.replace(text, tampered))

    monkeypatch.setattr(population, "compiled", compiled)


CARELESS = {
    "false and unknown is unknown": ("    if a == 0 or a == FAILED:\n        return a\n    if a == 1:\n        return b\n    return 0 if b == 0 else UNKNOWN", "    return worse(a, b) if a <= FAILED or b <= FAILED else a * b"),
    "unknown and false is unknown": ("return 0 if b == 0 else UNKNOWN", "return UNKNOWN"),
    "true or unknown is unknown": ("    if a == 1 or a == FAILED:\n        return a\n    if a == 0:\n        return b", "    if a == 0:\n        return b\n    if a == 1:\n        return worse(b, b) if b <= FAILED else a"),
    "unknown or true is unknown": ("return 1 if b == 1 else UNKNOWN", "return UNKNOWN"),
    "an unknown condition makes all unknown": ("return first if first == second and first > FAILED else UNKNOWN", "return UNKNOWN"),
    "an unknown condition is taken as true": ("return first if first == second and first > FAILED else UNKNOWN", "return first"),
    "who may count counts": ("    if counts == 1 or value == neutral:", "    if True:"),
    "who may count is always unknown": ("    if counts == 1 or value == neutral:", "    if counts == 1:"),
    "an unknown fact is nothing": ("return UNKNOWN if value == none", "return 0 if value == none"),
    "what is unknown in a sum is nothing": ("def plus(a, b):\n    return", "def plus(a, b):\n    return b if a == UNKNOWN else a if b == UNKNOWN else"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tampered"), CARELESS.values(), ids=CARELESS)
def test_the_comparison_finds_a_planted_difference_about_unknowns(toy_book, monkeypatch, text, tampered):
    monkeypatch.setattr(population, "compiled", as_plain_python)
    some = settings(relaxed, phases=[Phase.generate])
    check(toy_book, False, some)
    tamper(monkeypatch, text, tampered)
    with pytest.raises(AssertionError):
        check(toy_book, False, settings(some, max_examples=200))


def as_plain_python(source):
    """The loop without numba: slow, but there at once."""
    module = {}
    exec("\n".join(line for line in source.splitlines() if not line.startswith("@numba")), module)
    return module["loop"]


def zoo_rules():
    """Every form that the grammar allows, as one policy."""
    return as_one([(body, returns) for body, returns, _ in ALLOWED.values()])


def unknown_rules():
    """Every form in which something may be unknown, and longer ones; none that may stop the run."""
    bodies = [(body, returns) for body, returns, *_ in CASES.values() if not may_stop(body)]
    return as_one([*bodies, *LONGER])


def may_stop(body):
    return "p.local" in body or "1 // 0" in body


STOPPING = {
    **{name: (body, returns) for name, (body, returns, *_) in CASES.items() if may_stop(body)},
    "a share by nothing": ("return share(household.cash, household.k) if household.x else 0", "Money"),
    "rounding to nothing": ("return round_money(household.cash, p.mode, household.cash)", "Money"),
    "a local name that fails": ("v = 1 // household.k\nif household.x:\n    return v\nreturn 0", "int"),
    "a failing side of a sum": ("return household.k + p.local", "int"),
    "a failing end of a chain": ("return 0 < household.k < 1 // household.k", "bool"),
    "a failing condition": ("return 1 if household.x and p.local == 0 else 0", "int"),
    "a failing side of or": ("return household.y or not household.x or p.local == 0", "bool"),
}


@pytest.mark.parametrize("body", STOPPING.values(), ids=STOPPING)
def test_what_stops_the_interpreter_stops_the_loop_with_the_same_words(tmp_path, body):
    book = small.book(tmp_path, small.household(*body))

    @relaxed
    @given(cases(book, False))
    def agree(case):
        assert outcome(lambda: looped(book, case, ["r"])) == outcome(lambda: interpreted(book, case, ["r"]))

    agree()


def looped(book, case, outputs):
    return book.population(*tables(book, [case]), outputs).drop_columns(["household_id"]).to_pylist()[0]


def outcome(compute):
    try:
        return compute()
    except (MissingParameter, RuleError) as error:
        return str(error).removeprefix("家庭 0：")


def as_one(bodies):
    named = {f"z{i}": body for i, body in enumerate(bodies)}
    rules = [small.household(*body).replace("def r", f"def {name}") for name, body in named.items()]
    return "".join(rules), list(named)


LONGER = [
    ("v = 0\nif household.x:\n    v += 1\nif household.y:\n    v += 1\nif household.k > 1:\n    v = household.k\nw = v + 1\nreturn w", "int"),
    ("v = 0\nif household.x:\n    if household.y:\n        return 1\n    v = 1\nelif household.k > 0:\n    v = p.years\nw = v\nif w > 0:\n    w = 1\nreturn w - v", "int"),
    ("if household.x:\n    if household.y:\n        return 1\n    else:\n        return 0\nv = household.k\nreturn v if v > 0 else -v", "int"),
    ("if household.x:\n    v = 1\nelse:\n    v = p.years\nif v > 0:\n    v = 1\n    w = household.k\nelse:\n    w = 0\nw += v\nreturn w", "int"),
    ("v = household.k if household.x else p.years\nif household.y:\n    v = 0\nreturn v > 1", "bool"),
    ("return 0 < household.k < p.years < household.cash // p.line", "bool"),
    ("return round_money(household.cash, p.mode if household.x else p.mode, p.line)", "Money"),
    ("return share(part(household.cash, p.pct), household.k + 1) if household.y else -household.cash", "Money"),
    ("return max(household.k, p.years, 1) - min(household.k, 0) if household.x or not household.y else household.k", "int"),
    ("return at(p.list, household.k) + band(household.k, p.bounds, p.list) * household.k", "int"),
    ("return tiers(household.cash, p.steps, p.rates) if household.x else tiers(p.line, p.steps, p.rates)", "Money"),
    ("return household.x != household.y or household.grade == Grade.ONE", "bool"),
    ("return household.k // household.k if household.k > 0 and household.x else 1", "int"),
]  # fmt: skip


@pytest.mark.parametrize("rules", [zoo_rules(), unknown_rules()], ids=["of the grammar", "with unknowns"])
def test_every_form_agrees(tmp_path, rules):
    text, names = rules
    book = small.book(tmp_path, text)

    @relaxed
    @given(st.lists(cases(book, False), min_size=1, max_size=6))
    def agree(households):
        assert_agree(book, households, names)

    agree()


def test_the_syntax_tree_gives_what_the_plain_function_gives(toy_book):
    @relaxed
    @given(cases(toy_book, True))
    def same(case):
        result = toy_book.assess(case)
        for step in (step for step in result.trace if not step.rule.is_aggregate or step.member is not None):

            def read(record, name, member=step.member):
                if record == "p":
                    return toy_book.parameter(name, case.settlement).value
                return result.value(name, member if record == "person" else None)

            assert Kleene(step.rule.tree, step.rule.text, read).value == step.value

    same()


def test_leaving_facts_out_never_changes_a_value_only_makes_it_unknown(toy_book):
    defaulted = {name for name, fact in toy_book.facts.items() if fact.default is not None}

    @relaxed
    @given(st.data(), cases(toy_book, True))
    def sound(data, case):
        def some(facts):
            return {
                n: value for n, value in facts.items() if n in defaulted or data.draw(st.booleans(), label=n)
            }

        members = [some(member) for member in case.members]
        less = Case(household=some(case.household), members=members, settlement=case.settlement)
        full, partly = toy_book.assess(case), toy_book.assess(less)
        for name, value in partly.values.items():
            assert isinstance(value, Unknown) or value == full[name], name

    sound()
