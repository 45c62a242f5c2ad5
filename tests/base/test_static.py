"""What a production server would hand out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: Any) -> Path:
    root: Path = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def test_files_are_named_by_their_content_and_compressed(collected: Path) -> None:
    for name in ("doudi/ui.*.css", "doudi/ui.*.js", "vendor/bootstrap/dist/css/bootstrap.min.*.css"):
        (file,) = collected.glob(name)
        assert file.with_name(f"{file.name}.br").exists()
        assert file.with_name(f"{file.name}.gz").exists()


def test_only_what_pages_use_is_collected(collected: Path) -> None:
    assert sum(file.stat().st_size for file in collected.rglob("*") if file.is_file()) < 6_000_000
    assert not list(collected.rglob("*.scss"))


def test_nothing_is_fetched_from_elsewhere(collected: Path) -> None:
    for file in collected.glob("doudi/*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//", file.read_text(encoding="utf-8"))
    for file in collected.glob("doudi/*.js"):
        assert not re.search(r"[\"']https?://", file.read_text(encoding="utf-8"))


def test_our_layer_uses_logical_properties_so_that_it_turns_with_the_script(collected: Path) -> None:
    (file,) = collected.glob("doudi/ui.*.css")
    found = re.findall(
        r"(?:margin|padding|border)-(?:left|right)|text-align:\s*(?:left|right)", file.read_text()
    )
    assert found == []
