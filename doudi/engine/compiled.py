"""Compiled loops: generated source kept in a cache folder, machine code kept beside it by numba."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

Loop = Callable[..., None]


def cache_folder() -> Path:
    """DOUDI_CACHE, or the user's cache folder."""
    chosen = os.environ.get("DOUDI_CACHE")
    if chosen:
        return Path(chosen) / "loops"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "doudi" / "loops"


def compiled(source: str) -> Loop:
    """The function `loop` of a generated module. Its machine code is made at the first call."""
    return _load(source, _folder())


@lru_cache(maxsize=64)
def _load(source: str, folder: Path) -> Loop:
    name = f"loop_{hashlib.sha256(source.encode()).hexdigest()[:24]}"
    path = folder / f"{name}.py"
    if not path.is_file() or path.read_text(encoding="utf-8") != source:
        _write(path, source)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # numba finds the cached code's module by name
    spec.loader.exec_module(module)
    loop: Loop = module.loop
    return loop


def _folder() -> Path:
    """The cache folder, or a folder of this process where it cannot be written."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            return folder
    except OSError:
        return _own_folder()


@lru_cache(maxsize=1)
def _own_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="doudi-loops-"))


def _write(path: Path, source: str) -> None:
    """All or nothing: another process may be reading or writing the same file."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(source)
    os.replace(temporary, path)


def read_only(array: Any) -> Any:
    """A view that cannot be written, so that every loop is compiled for one kind of array."""
    view = array.view()
    view.flags.writeable = False
    return view
