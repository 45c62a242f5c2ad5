"""The sums of a simulation as a page shows them: tables with bars, and several scenarios side by side."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from doudi.office.base.money import yuan
from doudi.office.programmes import rulebook
from doudi.office.programmes.models import SimulationScenario


def result(effects: Any) -> dict[str, Any]:
    """What the page shows of the effects of a scenario."""
    names = rulebook.township_names(effects.groups["township"])
    return {
        "facts": _facts(effects.total),
        "dimensions": [_dimension(effects, dimension, names) for dimension in rulebook.DIMENSIONS],
        "gaps": gap_rows(effects),
    }


def _facts(total: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("月支出"), "value": yuan(total.fen_after), "unit": _("元"),
         "note": _("现行 %(before)s，%(change)s") % {"before": yuan(total.fen_before), "change": signed(total.change_fen)}},
        {"label": _("年支出"), "value": yuan(total.year_after), "unit": _("元"),
         "note": _("现行 %(before)s，%(change)s") % {"before": yuan(total.year_before), "change": signed(total.year_change)}},
        {"label": _("享受家庭"), "value": f"{total.recipients_after:,}", "unit": _("户"),
         "note": _("现行 %(before)d，新纳入 %(entered)d，退出 %(left)d")
         % {"before": total.recipients_before, "entered": total.entered, "left": total.left}},
        {"label": _("增加的家庭"), "value": f"{total.gained:,}", "unit": _("户"),
         "note": _("每月共 %(fen)s 元") % {"fen": signed(total.gained_fen)}},
        {"label": _("减少的家庭"), "value": f"{total.lost:,}", "unit": _("户"), "tone": "bad" if total.lost else "",
         "note": _("每月共 %(fen)s 元") % {"fen": signed(-total.lost_fen)}},
    ]  # fmt: skip


def signed(fen: int) -> str:
    """+1,894.00, −1,894.00, 0.00."""
    return f"{'+' if fen > 0 else ''}{yuan(fen)}"


def share_text(share: int) -> str:
    """Ten-thousandths as a percentage with one decimal."""
    tenths = (share + 5) // 10
    return f"{tenths // 10}.{tenths % 10}%"


def _dimension(effects: Any, dimension: str, names: dict[str, str]) -> dict[str, Any]:
    groups = effects.groups[dimension]
    largest = max((abs(totals.change_fen) for totals in groups.values()), default=0)
    rows = [
        {
            "label": rulebook.group_label(dimension, code, names),
            "totals": totals,
            "gained": share_text(totals.gained_share),
            "lost": share_text(totals.lost_share),
            "change": signed(totals.change_fen),
            "average": signed(totals.average_change),
            "bar": abs(totals.change_fen) * 100 // largest if largest else 0,
        }
        for code, totals in groups.items()
    ]
    return {"name": dimension, "label": rulebook.dimension_label(dimension), "rows": rows}


def gap_rows(effects: Any) -> list[dict[str, Any]]:
    """What is missing to the line, by today's line and by the one that is tried."""
    lines = [(_("现行标准"), effects.gap_today), (_("测算标准"), effects.gap_tried)]
    return [
        {
            "label": label,
            "gap": gap,
            "heads": [gap.per_head(fen) for fen in (gap.without, gap.before, gap.after)],
        }
        for label, gap in lines
        if gap is not None
    ]


def compared(rows: list[SimulationScenario]) -> dict[str, Any]:
    """Scenarios as columns: what they change, their sums, and the change by group."""
    effects = [rulebook.read_effects(row.effects) for row in rows]
    names = rulebook.township_names({code for one in effects for code in one.groups["township"]})
    return {
        "rows": rows,
        "labels": [rulebook.label(row.programme) for row in rows],
        "measures": list(_measures(effects)),
        "dimensions": [
            {"label": rulebook.dimension_label(dimension), "rows": _side_by_side(effects, dimension, names)}
            for dimension in rulebook.DIMENSIONS
        ],
    }


def _measures(effects: list[Any]) -> Iterator[tuple[str, list[str]]]:
    totals = [one.total for one in effects]
    yield _("月支出（元）"), [yuan(t.fen_after) for t in totals]
    yield _("月增减（元）"), [signed(t.change_fen) for t in totals]
    yield _("年支出（元）"), [yuan(t.year_after) for t in totals]
    yield _("年增减（元）"), [signed(t.year_change) for t in totals]
    yield _("享受家庭"), [f"{t.recipients_after:,}" for t in totals]
    yield _("新纳入"), [f"{t.entered:,}" for t in totals]
    yield _("退出"), [f"{t.left:,}" for t in totals]
    yield _("增加的家庭"), [f"{t.gained:,}（{share_text(t.gained_share)}）" for t in totals]
    yield _("减少的家庭"), [f"{t.lost:,}（{share_text(t.lost_share)}）" for t in totals]
    yield _("户均增减（元）"), [signed(t.average_change) for t in totals]
    yield _("享受家庭人均（元）"), [yuan(t.head_after) for t in totals]
    gaps = [one.gap_tried for one in effects]
    if any(gaps):
        yield _("贫困缺口（元/月）"), [yuan(gap.after) if gap else "—" for gap in gaps]
        yield _("人均贫困缺口（元/月）"), [yuan(gap.per_head(gap.after)) if gap else "—" for gap in gaps]


def _side_by_side(
    effects: list[Any], dimension: str, names: dict[str, str]
) -> list[tuple[str, list[dict[str, str]]]]:
    """The change a month of each group, by scenario."""
    codes = dict.fromkeys(code for one in effects for code in one.groups[dimension])
    return [
        (
            rulebook.group_label(dimension, code, names),
            [_cell(one.groups[dimension].get(code)) for one in effects],
        )
        for code in codes
    ]


def _cell(totals: Any) -> dict[str, str]:
    if totals is None:
        return {"change": "—", "average": ""}
    return {"change": signed(totals.change_fen), "average": signed(totals.average_change)}
