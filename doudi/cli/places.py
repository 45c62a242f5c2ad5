"""Options that say where: a code or the name of a place whose policies are in the house."""

from __future__ import annotations

from typing import Any

import click


class PlaceName(click.ParamType):
    """A division code (the nearest place above it counts) or the name of a place."""

    name = "地方"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from doudi.policies import get_policies
        from doudi.policies.answers import known_place

        text = str(value).strip()
        places = get_policies().places
        if text.isdigit() and len(text) >= 6:
            return known_place(text)
        found = [
            code for code, place in places.items() if text in (place.name, place.name.rstrip("市区县省"))
        ]
        if len(found) != 1:
            self.fail(f"“{text}”没有政策数据；可用：{known()}", param, ctx)
        return found[0]


def known() -> str:
    """The real places that have policies, with their codes."""
    from doudi.policies import get_policies

    return "、".join(f"{p.name} {code}" for code, p in get_policies().places.items() if not p.made_up)


def name_of(code: str) -> str:
    from doudi.policies import get_policies

    place = get_policies().places[code]
    return f"{place.name}（示例，并非真实地区）" if place.made_up else place.name
