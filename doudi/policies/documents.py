"""The library of papers: every document that a value, a rule or a programme cites, and what rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

from doudi.engine import Policies, Programme
from doudi.engine.parameters import Parameter
from doudi.engine.places import Place
from doudi.engine.ruleset import Rule
from doudi.policies.procedures import procedures_of

_ARTICLE = re.compile(r"\s+(第|一|二|三|四|五|六|七|八|九|十|附).*$")


@dataclass(frozen=True)
class Cited:
    """One thing that rests on a document: what, at which place, from when to when."""

    kind: str
    label: str
    place: str
    place_name: str
    since: date | None
    until: date | None
    article: str
    url: str = ""


@dataclass(frozen=True)
class Document:
    """A paper by its name or number, with all that rests on it."""

    title: str
    cited: tuple[Cited, ...]

    @property
    def first_day(self) -> date | None:
        """The earliest day from which something of it is used."""
        return min((c.since for c in self.cited if c.since), default=None)

    @property
    def is_in_use(self) -> bool:
        """Whether anything of it is still open."""
        return any(c.until is None for c in self.cited)

    @property
    def url(self) -> str:
        return next((c.url for c in self.cited if c.url), "")

    def on(self, day: date) -> tuple[Cited, ...]:
        """What rests on it on a day: nothing before its first day."""
        return tuple(
            c
            for c in self.cited
            if (c.since is None or c.since <= day) and (c.until is None or day <= c.until)
        )


def documents(policies: Policies, place: str = "") -> list[Document]:
    """Every document of the library, or of one place and those above it, with what rests on it; most used first."""
    found: dict[str, list[Cited]] = {}
    for title, cited in _citations(policies, place):
        found.setdefault(title, []).append(cited)
    made = [Document(title, tuple(cited)) for title, cited in found.items()]
    return sorted(made, key=lambda document: (-len(document.cited), document.title))


def outdated(policies: Policies, place: str, title: str, on: date) -> str:
    """Why a paper that cites `title` should be looked at again; empty while it is still in use or unknown."""
    known = next((d for d in documents(policies, place) if d.title == title_of(title)), None)
    if known is None or known.on(on):
        return ""
    last = max((c.until for c in known.cited if c.until), default=None)
    return f"所依据的{known.title}自 {last} 后已没有作数的内容，请按现行文件重新核对" if last else ""


def title_of(source: str) -> str:
    """The paper without its article: 「民发〔2021〕57号 第八条」 is of 「民发〔2021〕57号」."""
    return _ARTICLE.sub("", source.strip())


def _citations(policies: Policies, place: str) -> Iterator[tuple[str, Cited]]:
    places = policies.place(place).chain if place else tuple(policies.places.values())
    for at in places:
        for parameter in policies.parameters[at.code].values():
            yield from _of_parameter(parameter)
        for versions in policies.rules[at.code].values():
            yield from _of_rule(versions, at)
        for programme in policies.every_programme():
            yield from _of_procedures(programme, at)
    by_folder = {at.folder: at for at in places}
    for programme in policies.every_programme():
        own = by_folder.get(Path(programme.file).parent.parent)
        if own is not None:
            yield from _of_programme(programme, own)


def _of_parameter(parameter: Parameter) -> Iterator[tuple[str, Cited]]:
    for period, after in zip_longest(parameter.periods, parameter.periods[1:]):
        until = period.until or (_before(after.since) if after else None)
        at = parameter.place
        cited = Cited("参数", parameter.label, at.code, at.name, period.since, until, "", period.url)
        yield from _each(period.source, cited)


def _of_rule(versions: list[Rule], at: Place) -> Iterator[tuple[str, Cited]]:
    for rule, after in zip_longest(versions, versions[1:]):
        until = _before(after.since) if after else None
        yield from _each(rule.law, Cited("规则", rule.label, at.code, at.name, rule.since, until, ""))


def _of_procedures(programme: Programme, at: Place) -> Iterator[tuple[str, Cited]]:
    given = procedures_of(at.code, programme.name)
    for procedure, after in zip_longest(given, given[1:]):
        until = procedure.until or (_before(after.since) if after else None)
        label = f"{programme.label}的办理程序"
        yield from _each(procedure.source, Cited("程序", label, at.code, at.name, procedure.since, until, ""))


def _of_programme(programme: Programme, at: Place) -> Iterator[tuple[str, Cited]]:
    for law in programme.law:
        cited = Cited("项目", programme.label, at.code, at.name, programme.since, programme.until, "")
        yield from _each(str(law), cited)


def _before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def _each(source: str, cited: Cited) -> Iterator[tuple[str, Cited]]:
    """One entry for each paper that a source names."""
    for part in filter(None, (piece.strip() for piece in source.split("；"))):
        title = title_of(part)
        yield title, replace(cited, article=part.removeprefix(title).strip())
