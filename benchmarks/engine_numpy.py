"""The benchmark's policy by hand in numpy: whole columns, no unknown facts, no explanation."""

from __future__ import annotations

import numpy as np

Columns = dict[str, np.ndarray]


def part(amount: np.ndarray, ratio: np.ndarray | int) -> np.ndarray:
    return (2 * amount * ratio + 10000) // 20000


def share(amount: np.ndarray, n: np.ndarray | int) -> np.ndarray:
    return (2 * amount + n) // (2 * n)


def policy(p: Columns, h: Columns, starts: np.ndarray) -> Columns:
    of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(p["age"]))))
    line = h["line"]
    member, severe, earned = persons(p)
    able = (p["age"] >= 18) & (p["age"] < 60) & ~severe & ~p["student"]
    presumed = np.where(able & ~p["employed"], part(h["minimum_wage"], 6000)[of], 0)
    excess = np.maximum(earned - line[of] * 2 * p["own_household"], 0)
    support = np.minimum(part(excess, 5000), line[of])

    def total(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, starts)

    size = total(member.astype(np.int64))
    income = total(np.where(member, np.maximum(earned, presumed), support))
    single_members = total((member & severe & (p["age"] >= 18)).astype(np.int64))
    points = total(np.where(member, extra(p), 0))
    return households(h, size, income, single_members, points)


def persons(p: Columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    member = p["role"] == 0
    severe = (p["disability"] == 1) | (p["disability"] == 2) | p["illness"]
    work_cost = np.where(p["employed"], np.minimum(part(p["wage"], 2000), 80000), 0)
    earned = (
        p["wage"] - work_cost + p["business"] + p["property"] + p["support_payment"]
        + np.minimum(p["farm"], 300000) + np.minimum(p["other"], 500000)
        + np.maximum(p["pension"] - 12000, 0) + np.maximum(p["transfer"] - 20000, 0)
    )  # fmt: skip
    return member, severe, earned


def extra(p: Columns) -> np.ndarray:
    old = np.where(p["age"] >= 80, 2500, np.where(p["age"] >= 70, 1500, 0))
    grade = np.where(p["disability"] == 1, 3000, np.where(p["disability"] == 2, 2000, 0))
    return old + grade + np.where(p["age"] < 16, 1000, 0)


def households(
    h: Columns, size: np.ndarray, income: np.ndarray, single_members: np.ndarray, points: np.ndarray
) -> Columns:
    line = h["line"]
    each = share(income, size)
    assets = (h["deposits"] <= line * 24 * size) & (h["vehicles"] == 0) & (h["houses"] <= 1)
    poor, near = each < line, each < part(line, 15000)
    whole = poor & assets
    single = ~whole & near & assets & (single_members > 0)
    grace = h["was_recipient"] & (h["exit_months"] < 6) & ~poor & near & assets & ~single
    gap = line * size - np.where(income > 0, income, 0)
    fading = share(h["prior_amount"] * (6 - h["exit_months"]), 6)
    base = np.where(whole, gap, np.where(single, line * single_members, np.where(grace, fading, 0)))
    topup = np.where(whole | single, part(line, points), 0)
    cold = (h["pay_month"] >= 11) | (h["pay_month"] <= 3)
    due = base + topup + np.where(cold, part(base + topup, 2000), 0)
    return {"income_per_person": each, "eligible": whole | single | grace, "amount": -(-due // 100) * 100}
