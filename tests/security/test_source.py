"""What the source itself promises: nothing is marked safe, no pattern runs away, production starts only when it is one."""

import os
import pkgutil
import re
import subprocess
import sys
import time
from importlib import import_module

import pytest
from django.conf import settings as site

import doudi.office

MAY_MARK_SAFE = {"doudi/office/base/templatetags/ui.py"}
"""Drawings of our own icon package, and an attribute without a variable."""


def sources(*endings):
    for ending in endings:
        yield from sorted(site.PACKAGE.rglob(f"*{ending}"))


def test_no_template_switches_escaping_off():
    loose = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off|<script(?![^>]*\bsrc=)", re.I)
    assert [path.name for path in sources(".html") if loose.search(path.read_text())] == []


def test_only_the_icons_are_marked_safe():
    marks = re.compile(r"mark_safe\(|SafeString\(|csrf_exempt")
    found = {
        path.relative_to(site.ROOT).as_posix() for path in sources(".py") if marks.search(path.read_text())
    }
    assert found <= MAY_MARK_SAFE


# --- patterns ---------------------------------------------------------------------------------

LONG = 20_000
WORST = [
    "0" * LONG,
    "1" * LONG + "x",
    "a" * LONG,
    " " * LONG,
    "-" * LONG,
    "." * LONG,
    "字" * LONG,
    "1,-" * (LONG // 3),
]
SECONDS = 0.1  # of the processor; a pattern that runs away takes minutes


OURS = ("doudi.office.base.autoi18n", "doudi.office.base.catalogue")
"""These read our own templates only."""


def patterns():
    """Every compiled pattern of the office, by where it stands."""
    found = {}
    for module in pkgutil.walk_packages(doudi.office.__path__, "doudi.office."):
        if (
            module.name.startswith(OURS)
            or ".migrations" in module.name
            or ".management" in module.name
            or module.name.endswith("sheet_child")
        ):
            continue
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                found[value] = f"{module.name}.{name}"
    return found


def test_no_pattern_runs_away():
    slow, found = [], patterns()
    for pattern, where in found.items():
        for text in WORST:
            given = text.encode() if isinstance(pattern.pattern, bytes) else text
            for use in (pattern.search, pattern.fullmatch):
                begun = time.process_time()
                use(given)
                if time.process_time() - begun > SECONDS:
                    slow.append((where, text[:3]))
    assert len(found) > 5
    assert slow == []


# --- starting ---------------------------------------------------------------------------------

SAYS = (
    "from doudi.config import settings as s; "
    "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.REQUIRE_OTP, s.DEMO)"
)


def started(**given):
    """What settings say in a process of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOUDI_")}
    command = [sys.executable, "-c", SAYS]
    return subprocess.run(
        command, cwd=site.ROOT, env=kept | given, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"DOUDI_SECRET_KEY": site.DEMO_SECRET},
        {"DOUDI_SECRET_KEY": "a secret of one's own", "DOUDI_DEBUG": "1"},
    ],
    ids=["none", "demo", "debug"],
)
def test_production_does_not_start_with_a_known_secret_or_in_debug(given):
    done = started(DOUDI_PRODUCTION="1", **given)
    assert done.returncode != 0
    assert "DOUDI_SECRET_KEY" in done.stderr


def test_production_wants_https_a_second_factor_and_no_demo():
    done = started(DOUDI_PRODUCTION="1", DOUDI_SECRET_KEY="a secret of one's own")
    assert done.stdout.split() == ["True", "True", "31536000", "True", "False"]


def test_every_dependency_is_locked_with_its_hash():
    locks = sorted((site.ROOT / "requirements").glob("*.lock"))
    assert locks
    for path in locks:
        text = path.read_text().replace("\\\n", " ")
        lines = [
            line
            for line in text.splitlines()
            if line.strip() and not line.lstrip().startswith(("#", "-r", "--"))
        ]
        assert [line[:60] for line in lines if "==" not in line or "--hash=sha256:" not in line] == [], (
            path.name
        )
