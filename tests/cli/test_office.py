"""Commands that use the office's database."""

import os
from datetime import date

import pytest
from django.core import management

from doudi.office.audit.actions import record
from doudi.office.programmes import actions
from tests import office_world
from tests.programmes.conftest import (  # noqa: F401
    clerk,
    household,
    person,
    places,
    post,
)

ON = date(2025, 8, 18)


def test_a_determination_is_replayed_by_number(doudi, household, clerk):  # noqa: F811
    determination = actions.determine(household, "dibao", by=clerk, on=ON)
    result = doudi("replay", determination.number)
    assert result.exit_code == 0, result.output
    assert "完全一致" in result.stdout


def test_a_difference_is_told_and_fails(doudi, household, clerk, monkeypatch):  # noqa: F811
    determination = actions.determine(household, "dibao", by=clerk, on=ON)
    monkeypatch.setattr(actions, "replay", lambda _determination: ["参数 dibao_line：原为 1，现为 2"])
    result = doudi("replay", determination.number)
    assert result.exit_code == 1
    assert "✗ 参数 dibao_line" in result.stderr


def test_an_unknown_number_is_told(doudi, db):
    result = doudi("replay", "RD1")
    assert result.exit_code == 1
    assert "没有编号为 RD1" in result.stderr


def test_the_audit_chain_is_verified_against_anchors(doudi, clerk, places, tmp_path):  # noqa: F811
    record(clerk, "test", clerk)
    lines = doudi("audit", "anchor").stdout
    assert lines.startswith("CHANGES:1:")
    anchors = tmp_path / "anchors"
    anchors.write_text(lines)
    result = doudi("audit", "verify", "--anchors", anchors)
    assert result.exit_code == 0, result.output
    assert "没有发现改动" in doudi("audit", "verify").stdout


def test_a_broken_anchor_is_told(doudi, db, tmp_path):
    anchors = tmp_path / "anchors"
    anchors.write_text("CHANGES:5:" + "0" * 64)
    result = doudi("audit", "verify", "--anchors", anchors)
    assert result.exit_code == 1
    assert "✗" in result.stderr


def test_the_worker_is_a_django_command(doudi, monkeypatch):
    calls = []
    monkeypatch.setattr(management, "call_command", lambda *words, **options: calls.append((words, options)))
    assert doudi("worker", "--once").exit_code == 0
    assert calls == [(("worker",), {"once": True})]


def test_the_demo_is_started_on_a_port(doudi, monkeypatch):
    from doudi.demo import start

    calls = []
    monkeypatch.setattr(start, "start", lambda port, serve: calls.append((port, serve)))
    assert doudi("demo", "--port", "8011", "--no-serve").exit_code == 0
    assert calls == [(8011, False)]


def test_the_server_is_started_on_loopback(doudi, monkeypatch):
    started = []
    monkeypatch.setattr(os, "execv", lambda path, words: started.append(words))
    result = doudi("serve", "--port", "8123")
    assert "http://127.0.0.1:8123/" in result.stdout
    assert "127.0.0.1:8123" in started[0]


@pytest.mark.parametrize("port", ["0", "70000", "abc"])
def test_a_port_that_is_none_is_refused(doudi, port):
    assert doudi("serve", "--port", port).exit_code == 2


def test_a_letter_is_checked_by_the_text_of_its_code(doudi, db, monkeypatch, tmp_path):
    office_world.Rules().install(monkeypatch)
    world = office_world.make()
    case = world.case()
    text = world.confirm(case, world.drive(case)).seal_text
    key = tmp_path / "office.pem"
    key.write_text(doudi("public-key").stdout)
    result = doudi("verify-letter", text, "--key", key)
    assert result.exit_code == 0, result.output
    assert "通知书有效" in result.stdout
    assert doudi("verify-letter", text.replace("-2026-", "-2025-")).exit_code == 1
