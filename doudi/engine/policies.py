"""All policies of a folder, loaded and checked at once; rulebooks by place and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doudi.engine.errors import PolicyError
from doudi.engine.facts import Fact, read_facts
from doudi.engine.graph import Graph, build
from doudi.engine.parameters import Parameter, Period, read_parameters
from doudi.engine.places import Place, read_places
from doudi.engine.programmes import Programme, read_programme
from doudi.engine.rulebook import Rulebook
from doudi.engine.ruleset import Rule, read_rules
from doudi.engine.units import RoundingMode, Unit

if TYPE_CHECKING:
    import pyarrow as pa

    from doudi.engine.frozen import Difference


class Policies:
    """What `load` returns: facts, places, parameters, rules and programmes, all checked."""

    def __init__(self, root: Path, enums: Mapping[str, type[IntEnum]]) -> None:
        self.root = root
        self.enums: dict[str, type[IntEnum]] = {"RoundingMode": RoundingMode, **enums}
        self.places = {place.code: place for place in _distinct(read_places(root))}
        self.facts: dict[str, Fact] = {}
        self.parameters: dict[str, dict[str, Parameter]] = {}
        self.rules: dict[str, dict[str, list[Rule]]] = {}
        self._programmes: dict[str, dict[str, Programme]] = {}
        self._graphs: dict[tuple[object, ...], Graph] = {}
        self._units_known: dict[str, Mapping[str, Unit]] = {}
        self._book = lru_cache(maxsize=1024)(self._rulebook)
        self._read_facts()
        for place in self.places.values():
            self._read_place(place)
        for place in self.places.values():
            self._validate(place)

    def place(self, code: str) -> Place:
        if code not in self.places:
            raise PolicyError(f"没有代码为 {code} 的地方；现有 {'、'.join(map(str, self.places.values()))}")
        return self.places[code]

    def rulebook(self, *, place: str, on: date) -> Rulebook:
        """The rules and parameters in force at a place on a day."""
        return self._book(self.place(place), on)

    def programmes(self, place: str, on: date) -> dict[str, Programme]:
        """The programmes that are offered at a place on a day: their rules are in force, and so are they."""
        chain = self.place(place).chain
        rules = self._in_force(chain[0], on)
        known = {name: p for at in reversed(chain) for name, p in self._programmes[at.code].items()}
        return {name: p for name, p in known.items() if p.eligible in rules and p.is_offered(on)}

    def every_programme(self) -> Iterator[Programme]:
        """Every descriptor of every place, whether offered today or not; the higher place's first."""
        return (programme for known in self._programmes.values() for programme in known.values())

    def population(
        self,
        persons: pa.Table,
        households: pa.Table,
        *,
        on: date,
        outputs: list[str],
        progress: Callable[[int, int], None] | None = None,
        with_missing: bool = False,
    ) -> pa.Table:
        """The outputs of many households, each at the place of its column `place`."""
        from doudi.engine.population import Run

        return Run(self, on, outputs, progress, with_missing).at_places(persons, households)

    def replay(self, frozen: Mapping[str, Any]) -> list[Difference]:
        """What differs when a frozen determination is computed again; empty when nothing does."""
        from doudi.engine.frozen import replay

        return list(replay(self, frozen))

    def overlaid(self, added: Mapping[str, Mapping[str, Iterable[Period]]]) -> Policies:
        """These policies with more periods of parameters, by place and name; all else is shared.

        For values that an office has set, and for trying out values that nobody has set yet. Raises
        PolicyError where the place or the parameter is not known.
        """
        other = copy(self)
        other.parameters = dict(self.parameters)
        for code, by_name in added.items():
            place = self.place(code)
            own = {name: self._defined(place, name).with_periods(p, place) for name, p in by_name.items()}
            other.parameters[code] = {**self.parameters[code], **own}
        other._book = lru_cache(maxsize=1024)(other._rulebook)
        return other

    def _defined(self, place: Place, name: str) -> Parameter:
        known = (self.parameters[at.code].get(name) for at in place.chain)
        found = next((parameter for parameter in known if parameter is not None), None)
        if found is None:
            raise PolicyError(f"{place} 没有叫 {name} 的参数")
        return found

    def parameter_unit(self, place: Place, name: str) -> Unit | None:
        return self._units(place).get(name)

    def _units(self, place: Place) -> Mapping[str, Unit]:
        """The unit of each parameter that the place knows; the same whatever layer lies over it."""
        if place.code not in self._units_known:
            above = self._units(place.parent) if place.parent else {}
            own = {name: parameter.unit for name, parameter in self.parameters[place.code].items()}
            self._units_known[place.code] = {**above, **own}
        return self._units_known[place.code]

    def _rulebook(self, place: Place, on: date) -> Rulebook:
        graph = self._graph(place, self._in_force(place, on))
        if not graph.rules:
            raise PolicyError(f"{place} 在 {on} 没有任何规则生效")
        return Rulebook(self, place, on, graph)

    def _in_force(self, place: Place, on: date) -> dict[str, Rule]:
        """The version of each rule: of the nearest place that has one by that day, its latest."""
        chosen: dict[str, Rule] = {}
        for at in reversed(place.chain):
            for name, versions in self.rules[at.code].items():
                begun = [rule for rule in versions if rule.since is None or rule.since <= on]
                if begun:
                    chosen[name] = begun[-1]
        return chosen

    def _graph(self, place: Place, rules: Mapping[str, Rule]) -> Graph:
        names = sorted({name for rule in rules.values() for name in rule.parameters})
        units = self._units(place)
        key = (*map(id, rules.values()), *(units.get(name) for name in names))
        if key not in self._graphs:
            self._graphs[key] = build(rules.values(), self.facts, units.get)
        return self._graphs[key]

    def _read_facts(self) -> None:
        folders = [self.root, *(place.folder for place in self.places.values())]
        folders += [folder for place in self.places.values() for folder in _programme_folders(place)]
        for path in (folder / "facts.yaml" for folder in folders):
            if path.is_file():
                self._add_facts(path)

    def _add_facts(self, path: Path) -> None:
        for fact in read_facts(path, self.enums):
            if fact.name in self.facts:
                raise PolicyError(f"{path}：事实 {fact.name} 已经在别处定义，请只保留一个")
            self.facts[fact.name] = fact

    def _read_place(self, place: Place) -> None:
        self.parameters[place.code] = {}
        self.rules[place.code] = {}
        self._programmes[place.code] = {}
        for folder in (place.folder, *_programme_folders(place)):
            self._read_parameters(place, folder / "parameters.yaml")
            self._read_rules(place, folder / "rules.py")
            self._read_programme(place, folder / "programme.yaml")

    def _read_parameters(self, place: Place, path: Path) -> None:
        if not path.is_file():
            return
        above = {name: p for at in reversed(place.chain[1:]) for name, p in self.parameters[at.code].items()}
        own = self.parameters[place.code]
        for name, parameter in read_parameters(path, place, above, self.enums).items():
            if name in own:
                raise PolicyError(f"{path}：参数 {name} 已在 {own[name].file} 定义，请只保留一个")
            own[name] = parameter

    def _read_rules(self, place: Place, path: Path) -> None:
        if not path.is_file():
            return
        own = self.rules[place.code]
        read: dict[str, list[Rule]] = {}
        for rule in read_rules(path, place, path.parent.name):
            read.setdefault(rule.name, []).append(rule)
        for name, versions in read.items():
            if name in own:
                raise versions[0].text.error(
                    versions[0].tree, f"已在 {own[name][0].text.file} 定义，请换一个名称"
                )
            own[name] = sorted(versions, key=lambda rule: rule.since or date.min)

    def _read_programme(self, place: Place, path: Path) -> None:
        if not path.is_file():
            return
        name = path.parent.name
        above = [self._programmes[p.code][name] for p in place.chain[1:] if name in self._programmes[p.code]]
        self._programmes[place.code][name] = read_programme(path, above[0] if above else None)

    def _validate(self, place: Place) -> None:
        versions = [rule for at in place.chain for rules in self.rules[at.code].values() for rule in rules]
        for on in sorted({rule.since or date.min for rule in versions}):
            graph = self._graph(place, self._in_force(place, on))
            for programme in self.programmes(place.code, on).values():
                programme.check(graph.rules, graph.facts)


def load(root: Path, enums: Mapping[str, type[IntEnum]]) -> Policies:
    """Reads and checks a folder of policies: every place, on every day on which a rule changes."""
    return Policies(Path(root), enums)


def _distinct(places: list[Place]) -> Iterator[Place]:
    seen: dict[str, Place] = {}
    for place in places:
        if place.code in seen:
            raise PolicyError(f"{place.folder}：代码 {place.code} 与 {seen[place.code].folder} 重复")
        seen[place.code] = place
        yield place


def _programme_folders(place: Place) -> list[Path]:
    """Folders of programmes: those that are not places, in order of name."""
    return [
        folder
        for folder in sorted(place.folder.iterdir())
        if folder.is_dir()
        and folder.name.isidentifier()
        and not folder.name[-1].isdigit()
        and folder.name[0] != "_"
    ]
