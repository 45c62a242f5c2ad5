"""docs/standards.zh.md, followed step by step on a copy of the policies."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from doudi.engine import Case, Policies, load
from doudi.policies import ROOT
from doudi.policies.enums import ENUMS

MANUAL = (ROOT.parent.parent / "docs" / "standards.zh.md").read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The nation and Chongqing, to be changed at will."""
    root = tmp_path / "policies"
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("national", "chongqing_500000"):
        shutil.copytree(ROOT / name, root / name, ignore=ignore)
    known = set(sys.modules)
    yield root
    for name in set(sys.modules) - known:
        del sys.modules[name]


def chapter(title: str) -> str:
    """The text of one chapter."""
    return MANUAL.split(f"## {title}\n")[1].split("\n## ")[0]


def blocks(title: str) -> list[str]:
    """Its indented blocks, as they are to be typed."""
    found = re.findall(r"(?:^ {7}.*\n|^\n(?= {7}))+", chapter(title), re.M)
    return [dedent(block).strip("\n") + "\n" for block in found if block.strip()]


def read(root: Path) -> Policies:
    return load(root, ENUMS)


def test_a_value_is_added_to_the_library(copy: Path) -> None:
    (line,) = blocks("怎样在文件库里加一个数值")
    path = copy / "chongqing_500000/dibao/parameters.yaml"
    last = next(row for row in path.read_text().splitlines() if "urban: 770" in row)
    path.write_text(path.read_text().replace(last, f"{last}\n    {line.strip()}", 1))
    policies = read(copy)
    for day, urban, rural in [(date(2098, 12, 31), 77000, 63000), (date(2099, 1, 1), 90000, 76000)]:
        book = policies.rulebook(place="500000", on=day)
        assert book.parameter("dibao_line", "URBAN").value == urban
        assert book.parameter("dibao_line", "RURAL").value == rural


def test_a_programme_is_added(copy: Path) -> None:
    descriptor, rest = blocks("怎样加一个项目")[0], "\n".join(blocks("怎样加一个项目")[1:])
    parameters, rules = rest.split("from doudi.engine", 1)
    folder = copy / "national/example_subsidy"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "programme.yaml").write_text(descriptor)
    (folder / "parameters.yaml").write_text(parameters)
    (folder / "rules.py").write_text(f'"""示例补助。"""\n\nfrom doudi.engine{rules}')
    policies = read(copy)
    on = date(2026, 7, 1)
    assert policies.programmes("500101", on)["example_subsidy"].label == "示例补助"
    dibao = int(ENUMS["AssistanceClass"]["DIBAO"])
    for given, amount in [({"household_class": dibao}, 5000), ({"household_class": 0}, 0)]:
        case = Case(household=given, members=[{}], settlement="URBAN", want=["example_amount"])
        assert policies.rulebook(place="500101", on=on).assess(case)["example_amount"] == amount


def test_a_place_is_added_and_inherits_everything(copy: Path) -> None:
    (place,) = blocks("怎样加一个地方")
    folder = copy / "chongqing_500000/shifanqu_500199"
    folder.mkdir()
    (folder / "place.yaml").write_text(place)
    policies = read(copy)
    value = policies.rulebook(place="500199", on=date(2025, 7, 1)).parameter("dibao_line", "URBAN")
    assert (value.value, value.place) == (77000, "500000")


def test_a_standard_is_changed_in_the_office_as_the_manual_says(county, client, settings) -> None:  # type: ignore[no-untyped-def]
    """Chapter one, through the pages and with its own figures."""
    from django.urls import reverse

    from doudi.office.programmes import rulebook
    from doudi.office.programmes.models import LocalStandard
    from doudi.office.staff.enums import Role

    text = chapter("怎样在系统里改一项标准")
    assert "城市每月 830 元、农村每月 680 元" in text
    client.force_login(county[Role.COUNTY_OFFICER])
    assert "起草本地标准" in client.get(reverse("local_standard_list")).content.decode()
    form = {
        "since": "2027-01-01",
        "urban": "830",
        "rural": "680",
        "source": "示例文号",
        "meetings_needed": "0",
    }
    client.post(reverse("local_standard_new") + "?name=dibao_line", form)
    standard = LocalStandard.objects.get()
    client.post(reverse("local_standard_act", args=[standard.number, "submit"]), {"sure": 1})
    client.force_login(county[Role.COUNTY_HEAD])
    client.post(reverse("local_standard_act", args=[standard.number, "approve"]), {"opinion": "同意"})
    client.get(reverse("local_standard_list"))
    value = rulebook.parameter("990101", "dibao_line", date(2027, 1, 1), "RURAL")
    assert (value.value, value.origin) == (68000, f"本地标准 {standard.number}")
    assert rulebook.parameter("990101", "dibao_line", date(2026, 12, 31), "RURAL").value == 64000


@pytest.mark.parametrize("path", re.findall(r"`(doudi/policies/[^`]+)`", MANUAL))
def test_what_the_manual_names_is_there(path: str) -> None:
    made_in_the_manual = ("example_subsidy", "shifanqu_500199")
    assert any(name in path for name in made_in_the_manual) or (ROOT.parent.parent / path).exists()
