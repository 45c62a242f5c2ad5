"""Papers as PDF: the same data give the same bytes. Each decision carries a seal that anybody can check offline."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.utils.translation import gettext as _
from django.utils.translation import override

from doudi.office.base import crypto, typesetting
from doudi.office.base.errors import Refused
from doudi.office.base.money import yuan
from doudi.office.base.typesetting import qr_svg
from doudi.office.places.enums import Level
from doudi.office.places.models import Division
from doudi.office.programmes import rulebook

from .enums import DecisionOutcome
from .models import Application, Decision, PublicNotice
from .questions import covered_persons

LETTERS = Path(__file__).parent / "letters"
RECONSIDERATION_DAYS, COURT_MONTHS = 60, 6
MARK = "DOUDI1"
OUTCOME_LETTERS = {DecisionOutcome.CONFIRMED: "C", DecisionOutcome.REFUSED: "R"}


@dataclass(frozen=True)
class Letter:
    """A letter and the text of its QR code."""

    pdf: bytes
    seal_text: str


# --- the papers -------------------------------------------------------------------------------


def decision_letter(decision: Decision) -> Letter:
    """确认通知书 or 不予确认通知书, in Chinese, with the calculation sheet, reasons, articles and remedies."""
    with override("zh-hans"):
        data = _decision_data(decision)
    text = seal(decision, content_hash(data))
    pdf = render("decision.typ", {**data, "qr": qr_svg(text), "seal": text}, decision.decided_on)
    return Letter(pdf, text)


def receipt(application: Application, progress_url: str) -> bytes:
    """受理通知书: number, code, QR to the progress page; the day on which the statutory clock started."""
    with override("zh-hans"):
        data = _receipt_data(application, progress_url)
    return render("receipt.typ", data, application.accepted_on or application.received_on)


def missing_papers(application: Application) -> bytes:
    """补正材料一次性告知书."""
    with override("zh-hans"):
        papers = list(application.papers.order_by("pk"))
        data = {
            "organ": township_organ(application.township),
            "number": application.number,
            "name": application.applicant.name,
            "papers": [paper.label for paper in papers],
            "date": day_text(papers[0].told_on),
        }
    return render("papers.typ", data, papers[0].told_on)


def notice_sheet(notices: Sequence[PublicNotice], objection_url: str) -> bytes:
    """公示单 for the wall, of notices that hang in one place for the same days."""
    with override("zh-hans"):
        data = _notice_data(notices, objection_url)
    return render("notice.typ", data, notices[0].first_day)


def _decision_data(decision: Decision) -> dict[str, Any]:
    case, application = decision.case, decision.case.application
    determination = decision.determination
    confirmed = decision.outcome == DecisionOutcome.CONFIRMED
    return {
        "confirmed": confirmed,
        "organ": deciding_organ(case),
        "court_organ": county_of(case.township).name + "人民政府",
        "number": decision.number,
        "programme": rulebook.label(case.programme),
        "name": application.applicant.name,
        "applied_on": day_text(application.received_on),
        "application": application.number,
        "case": case.number,
        "steps": _steps_text(case),
        "reason": decision.reason,
        "people": [person.name for person in covered_persons(determination)] if confirmed else [],
        "amount": yuan(decision.monthly_fen) if decision.monthly_fen else "",
        "first_month": month_text(decision.first_month) if decision.first_month else "",
        "path": determination.path,
        "lines": [_line(row) for row in determination.sheet if not row.get("quiet")],
        "why_not": [_line(row) for row in determination.why_not],
        "sources": _sources([*determination.sheet, *determination.why_not]),
        "determination": determination.number,
        "determination_hash": determination.content_hash,
        "laws": _laws(decision),
        "remedy_days": RECONSIDERATION_DAYS,
        "remedy_months": COURT_MONTHS,
        "date": day_text(decision.decided_on),
    }


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": row["label"],
        "member": row["member"] or "",
        "value": row["value_text"],
        "text": row["text"],
        "law": row["law"] or "",
        "depth": row["depth"],
    }


def _sources(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each parameter that was used, once: name, value, document, since when."""
    used = {}
    for row in rows:
        for p in row["parameters"]:
            used[p["name"], p["since"]] = f"{p['label']} {p['text']}（{p['source']}，{p['since']} 起）"
    return list(used.values())


def _laws(decision: Decision) -> list[str]:
    """The articles that the sheet names, in order, and the one on the decision itself."""
    confirmed = decision.outcome == DecisionOutcome.CONFIRMED
    rows = decision.determination.sheet if confirmed else decision.determination.why_not
    named = [str(row["law"]) for row in rows if row["law"]]
    return list(dict.fromkeys([*named, "社会救助法 第四十四条、第四十五条"]))


def _steps_text(case: Any) -> str:
    done = case.steps.filter(state="DONE").exclude(step="CONFIRM").order_by("round", "position")
    return "、".join(dict.fromkeys(str(record.get_step_display()) for record in done))


def _receipt_data(application: Application, progress_url: str) -> dict[str, Any]:
    cases = list(application.cases.order_by("pk"))
    return {
        "organ": township_organ(application.township),
        "number": application.number,
        "code": application.receipt_code,
        "name": application.applicant.name,
        "proxy": application.proxy_name,
        "received_on": day_text(application.received_on),
        "accepted_on": day_text(application.accepted_on) if application.accepted_on else "",
        "needs": [str(need.get_kind_display()) for need in application.needs.order_by("pk")],
        "cases": [
            {
                "programme": rulebook.label(c.programme),
                "number": c.number,
                "due_on": day_text(c.due_on) if c.due_on else "—",
            }
            for c in cases
        ],
        "provisional": any(case.due_provisional for case in cases),
        "date": day_text(application.accepted_on or application.received_on),
        "qr": qr_svg(progress_url),
    }


def _notice_data(notices: Sequence[PublicNotice], objection_url: str) -> dict[str, Any]:
    first = notices[0]
    same = {(notice.division_id, notice.first_day, notice.last_day) for notice in notices}
    if len(same) != 1:
        raise Refused(_("只能把同一地点、同一公示期的对象印在一张公示单上。"))
    township = first.case.township
    return {
        "organ": township_organ(township) if first.level != "COUNTY" else county_organ(township),
        "place": place_text(first.division),
        "first_day": day_text(first.first_day),
        "last_day": day_text(first.last_day),
        "days": (first.last_day - first.first_day).days,
        "rows": [notice_row(notice) for notice in notices],
        "qr": qr_svg(objection_url),
    }


def notice_row(notice: PublicNotice) -> dict[str, str]:
    """All that anybody reads of a notice, on paper and on the page."""
    return {
        "name": notice.applicant_name,
        "people": str(notice.member_count),
        "programme": rulebook.label(notice.programme),
        "amount": yuan(notice.amount_fen) if notice.amount_fen else "—",
    }


# --- names and days ---------------------------------------------------------------------------


def county_of(township: Division) -> Division:
    """The county in which a township lies."""
    return Division.objects.filter(pk=township.code_at(Level.COUNTY)).first() or township


def county_organ(township: Division) -> str:
    return county_of(township).name + "民政局"


def township_organ(township: Division) -> str:
    office = "办事处" if township.name.endswith("街道") else "人民政府"
    return township.name + office


def deciding_organ(case: Any) -> str:
    """In whose name the decision is made."""
    return township_organ(case.township) if case.delegated else county_organ(case.township)


def place_text(division: Division) -> str:
    """云溪镇青杠村: below the county, from the township down."""
    codes = [code for code in division.path_codes if len(code) > 6] or [division.code]
    names = dict(Division.objects.filter(pk__in=codes).values_list("code", "name"))
    return "".join(names[code] for code in codes if code in names)


def day_text(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def month_text(month: date) -> str:
    return f"{month.year} 年 {month.month} 月"


# --- the seal ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seal:
    """What the QR code of a letter says, once its signature has been checked."""

    number: str
    outcome: str
    monthly_fen: int | None
    first_month: str
    decided_on: date
    content_hash: str
    key_id: str


def content_hash(data: Mapping[str, Any]) -> str:
    """SHA-256 of all that a letter says."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seal(decision: Decision, digest: str) -> str:
    """Number, outcome, amount, month, day and content hash, signed with Ed25519; letters that a QR code packs well."""
    fields = [
        MARK,
        decision.number,
        OUTCOME_LETTERS[DecisionOutcome(decision.outcome)],
        str(decision.monthly_fen if decision.monthly_fen is not None else "-"),
        f"{decision.first_month:%Y-%m}" if decision.first_month else "-",
        decision.decided_on.isoformat(),
        _packed(bytes.fromhex(digest)),
        key_id(_signing_key().public_key()),
    ]
    text = ":".join(fields)
    return f"{text}:{_packed(_signing_key().sign(text.encode()))}"


def verify_letter(text: str, public_keys: Iterable[str] = ()) -> Seal:
    """Check the text of a letter's QR code, without network or database; ValueError says what is wrong.

    `public_keys` are PEM texts as given out by `public_key_pem`; without them the house's own key is used.
    """
    keys = [load_pem_public_key(pem.encode()) for pem in public_keys] or [_signing_key().public_key()]
    fields = text.strip().split(":")
    if len(fields) != 9 or fields[0] != MARK:
        raise ValueError(_("这不是通知书的二维码内容，请扫描通知书下方的二维码。"))
    known = {key_id(key): key for key in keys if isinstance(key, Ed25519PublicKey)}
    if fields[7] not in known:
        raise ValueError(
            _("通知书由另一把密钥签发（%(id)s），请取得该机关的公钥后再验。") % {"id": fields[7]}
        )
    try:
        known[fields[7]].verify(_unpacked(fields[8]), ":".join(fields[:8]).encode())
        return _seal(fields)
    except (InvalidSignature, ValueError):
        raise ValueError(_("验证不通过：二维码内容被改动，或不是本系统签发。")) from None


def _seal(fields: list[str]) -> Seal:
    outcomes = {letter: outcome for outcome, letter in OUTCOME_LETTERS.items()}
    return Seal(
        number=fields[1],
        outcome=outcomes[fields[2]],
        monthly_fen=None if fields[3] == "-" else int(fields[3]),
        first_month="" if fields[4] == "-" else fields[4],
        decided_on=date.fromisoformat(fields[5]),
        content_hash=_unpacked(fields[6]).hex(),
        key_id=fields[7],
    )


def public_key_pem() -> str:
    """The key with which anybody can check letters; to be published by the bureau."""
    return _signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_id(key: Ed25519PublicKey) -> str:
    """Eight characters that tell keys apart."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:8].upper()


def _signing_key() -> Ed25519PrivateKey:
    """Derived from the house's signing secret: nothing more to keep."""
    return Ed25519PrivateKey.from_private_bytes(
        crypto.provider().mark(crypto.SIGN, "sign:letters-ed25519", b"1")
    )


def _packed(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


# --- paper ------------------------------------------------------------------------------------


def render(template: str, data: Mapping[str, Any], on: date) -> bytes:
    """The PDF of a template in `letters/`."""
    return typesetting.render(LETTERS / template, data, on)
