"""Places: nested folders `<slug>_<code>/` under the policies; each inherits from the one above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doudi.engine import strictyaml
from doudi.engine.errors import PolicyError

NATIONAL = "national"
_FOLDER = re.compile(r"^[a-z][a-z0-9_]*_(\d{6,12})$")


@dataclass(frozen=True)
class Place:
    """A division with policies of its own; `made_up` marks places that do not exist."""

    code: str
    name: str
    level: str
    folder: Path
    parent: Place | None
    made_up: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    @property
    def chain(self) -> tuple[Place, ...]:
        """This place and those above it, nearest first."""
        return (self, *(self.parent.chain if self.parent else ()))

    def __str__(self) -> str:
        return self.name


def read_places(root: Path) -> list[Place]:
    """The nation and all places below it, each after the one above."""
    nation = _place(root / NATIONAL, None)
    return [nation, *_below(root, nation)]


def _below(folder: Path, parent: Place) -> Iterator[Place]:
    for child in sorted(folder.iterdir()):
        if child.is_dir() and (match := _FOLDER.match(child.name)):
            place = _place(child, parent)
            if place.code != match[1]:
                raise PolicyError(f"{child / 'place.yaml'}：code {place.code} 与文件夹名 {child.name} 不一致")
            yield place
            yield from _below(child, place)


def _place(folder: Path, parent: Place | None) -> Place:
    path = folder / "place.yaml"
    if not path.is_file():
        raise PolicyError(f"{folder}：缺少 place.yaml，请写明 name、code、level")
    given = strictyaml.mapping(strictyaml.read(path), str(path))
    if missing := [key for key in ("name", "code", "level") if not given.get(key)]:
        raise PolicyError(f"{path}：缺少 {'、'.join(missing)}")
    extra = {key: value for key, value in given.items() if key not in ("name", "code", "level", "made_up")}
    return Place(
        code=str(given["code"]),
        name=str(given["name"]),
        level=str(given["level"]),
        folder=folder,
        parent=parent,
        made_up=given.get("made_up") is True,
        extra=extra,
    )
