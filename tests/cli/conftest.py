"""The command as a user types it, and files to give it."""

from datetime import date

import pytest
from click.testing import CliRunner

from doudi.cli import main

ON = date(2025, 8, 18)
MEMBER = {
    "age": 50, "wage_income": 0, "employed": "否", "work_capacity": "FULL", "business_income_year": 0,
    "property_income_year": 0, "pension_income": 0, "resident_pension": 0, "transfer_income": 0,
    "disability_kind": "NONE", "disability_grade": 0, "serious_illness": "否", "schooling": "NONE",
}  # fmt: skip
HOUSEHOLD = {"assets_within_rule": "是", "tekun_assets_within_rule": "是"}


@pytest.fixture
def doudi():
    """Run the command: `doudi("assess", path)` answers click's result."""

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    return run


@pytest.fixture
def case(tmp_path):
    """A YAML file of a couple in Wanzhou; `case(husband={…})` changes what is known."""

    def write(head="place: 万州区\non: 2025-08-18\nsettlement: RURAL\n", husband=(), wife=()):
        rows = [
            {"name": "张有福", **MEMBER, "wage_income": 600, **dict(husband)},
            {"name": "李秀兰", **MEMBER, **dict(wife)},
        ]
        lines = [head, "household:", *(f"  {k}: {v}" for k, v in HOUSEHOLD.items()), "members:"]
        for row in rows:
            lines += [
                f"  {'- ' if i == 0 else '  '}{k}: {v}"
                for i, (k, v) in enumerate(row.items())
                if v is not None
            ]
        path = tmp_path / "户.yaml"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


@pytest.fixture
def roster(tmp_path):
    """A CSV roster: one mapping for each person."""

    def write(*persons, name="名册.csv", encoding="utf-8-sig"):
        rows = [{"household_id": "H1", "settlement": "RURAL", **MEMBER, **HOUSEHOLD, **p} for p in persons]
        columns = list(dict.fromkeys(key for row in rows for key in row))
        text = "\n".join([",".join(columns), *(",".join(str(r.get(c, "")) for c in columns) for r in rows)])
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write
