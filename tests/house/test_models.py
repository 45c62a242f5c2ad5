"""Habits of the data."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

OURS = [m for m in apps.get_models() if m.__module__.startswith("doudi.")]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_money_is_whole_fen(model):
    for field in model._meta.fields:
        assert not isinstance(field, models.FloatField)
        if field.name.endswith("_fen"):
            assert isinstance(field, models.BigIntegerField)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_names_of_time_say_what_they_are(model):
    for field in model._meta.fields:
        if type(field) is models.DateTimeField:
            assert field.name.endswith(("_at", "_until")) or field.name in {
                "at",
                "last_login",
                "date_joined",
            }, field.name
        if type(field) is models.DateField:
            allowed = ("_on", "_day", "month", "_until", "_since", "_by")
            assert field.name.endswith(allowed) or field.name in {"on", "day", "month"}, field.name


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_stored_choices_are_upper_snake_english(model):
    for field in model._meta.fields:
        for value, _label in field.choices or ():
            assert re.fullmatch(r"[A-Z][A-Z0-9_]*", str(value)), (field.name, value)


ROWS_BY_DIVISION = {
    "people.Household", "people.Person", "programmes.Determination", "verification.Check", "verification.Consent",
    "awards.AwardUnit", "cases.Application", "cases.Case", "cases.PublicNotice", "payments.PaymentBatch",
    "payments.PaymentLine", "portal.Grievance", "programmes.SimulationScenario", "awards.Raise",
    "awards.RaiseLine", "awards.Reassessment",
}  # fmt: skip


@pytest.mark.parametrize("label", sorted(ROWS_BY_DIVISION))
def test_rows_of_a_division_are_shown_to_those_who_may_see_them(label):
    assert hasattr(apps.get_model(label).objects.all(), "visible_to")


def test_migrations_are_linear():
    for app in (settings.PACKAGE / "office").iterdir():
        folder = app / "migrations"
        if not folder.is_dir():
            continue
        numbers = [p.name[:4] for p in sorted(folder.glob("[0-9]*.py"))]
        assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)], app.name
        assert not [p.name for p in folder.glob("*_auto_*.py")], app.name


def test_no_file_is_called_helpers():
    banned = {"utils", "helpers", "common", "misc", "manager", "managers", "service", "services"}
    assert [str(p) for p in Path(settings.PACKAGE).rglob("*.py") if p.stem in banned] == []
