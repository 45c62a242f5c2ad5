"""Writing the two chains, and checking that nobody rewrote them."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext as _

from doudi.office.audit.enums import Chain
from doudi.office.audit.models import START, AccessRecord, AuditRecord, ChainHead, Linked
from doudi.office.base import crypto
from doudi.office.base.actions import at_end_of_action
from doudi.office.base.calendar import database_now
from doudi.office.base.masking import mask_text

MODELS: dict[str, type[Linked]] = {Chain.CHANGES: AuditRecord, Chain.ACCESS: AccessRecord}
MOST_PROBLEMS = 100


def record(
    by: Any,
    verb: str,
    obj: models.Model,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: object = "",
    household_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Note who did what to which row, in the transaction of the change.

    Inside an `@action` the row is written at the end of the outermost act. IDs, phones and accounts
    in the texts are masked. `household_id` and `person_id` are taken from `obj` where it has them.
    """
    row = AuditRecord(
        at=database_now(),
        actor_id=getattr(by, "pk", None),
        actor_name=str(by)[:100],
        verb=verb,
        object_type=obj._meta.label,
        object_id=str(obj.pk),
        household_id=household_id or _owner(obj, "household"),
        person_id=person_id or _owner(obj, "person"),
        before=_plain(before),
        after=_plain(after),
        reason=mask_text(_clean(str(reason))),
    )
    _write_last(Chain.CHANGES, row)


def record_access(
    user: Any,
    obj: models.Model | None,
    purpose: object,
    fields: Iterable[str] = (),
    *,
    path: str = "",
    listed: Iterable[int] = (),
    list_kind: str = "household",
) -> None:
    """Note who looked at whose file and why.

    For a page with a list pass `obj=None` and the ids on it as `listed` (`list_kind` is "household"
    or "person"): one row, and still an answer for each of them.
    """
    row = AccessRecord(
        at=database_now(),
        user_id=getattr(user, "pk", None),
        user_name=str(user)[:100],
        household_id=_owner(obj, "household"),
        person_id=_owner(obj, "person"),
        purpose=mask_text(_clean(str(purpose)))[:100],
        fields=sorted(fields),
        path=mask_text(path)[:300],
        list_ids=sorted(set(listed)),
    )
    row.list_kind = list_kind if row.list_ids else ""
    _write_last(Chain.ACCESS, row)


def _write_last(chain: Chain, row: Linked) -> None:
    def write() -> None:
        _link(chain, row)

    if not at_end_of_action(write):
        write()


@transaction.atomic
def _link(chain: Chain, row: Linked) -> None:
    head, _made = ChainHead.objects.select_for_update().get_or_create(name=chain)
    row.seq = head.seq + 1
    row.at = max(row.at, head.at or row.at)
    row.prev_hash = head.hash
    row.hash = link_hash(row)
    row.save(force_insert=True)
    head.seq, head.hash, head.at = row.seq, row.hash, row.at
    head.save(update_fields=["seq", "hash", "at"])


def link_hash(row: Linked) -> str:
    """The keyed hash over all that a row says, and the hash of the row before."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in {"id", "hash"}
    }
    return crypto.chain_mark(_canonical({"chain": row._meta.model_name, **values}).encode())


def verify(anchors: Iterable[str] = ()) -> list[str]:
    """What is wrong with the chains, in Chinese; an empty list when nothing was touched.

    `anchors` are lines that `anchor()` gave earlier: they find what was rewritten with the key.
    """
    problems: list[str] = []
    for chain in Chain:
        problems += _check_chain(chain)
    for line in anchors:
        problems += _check_anchor(line)
    return problems[:MOST_PROBLEMS]


def _check_chain(chain: Chain) -> list[str]:
    problems, expected, last = [], 0, START
    for row in MODELS[chain].objects.order_by("seq").iterator(chunk_size=2000):
        expected += 1
        problems += _check_link(chain, row, expected, last)
        if len(problems) >= MOST_PROBLEMS:
            return problems
        expected, last = row.seq, row.hash
    head = ChainHead.objects.filter(pk=chain).first() or ChainHead(name=chain)
    if (head.seq, head.hash) != (expected, last):
        text = _("%(chain)s链：链头记到第 %(head)d 条，实有到第 %(n)d 条，尾部被删或链头被改。")
        problems.append(text % {"chain": chain.label, "head": head.seq, "n": expected})
    return problems


def _check_link(chain: Chain, row: Any, expected: int, last: str) -> list[str]:
    named = {"chain": chain.label, "seq": row.seq, "expected": expected}
    problems = []
    if row.seq != expected:
        problems.append(_("%(chain)s链：缺第 %(expected)d 条，下一条是第 %(seq)d 条。") % named)
    if row.prev_hash != last:
        problems.append(_("%(chain)s链：第 %(seq)d 条与前一条接不上。") % named)
    if row.hash != link_hash(row):
        problems.append(_("%(chain)s链：第 %(seq)d 条被改动。") % named)
    return problems


def anchor() -> list[str]:
    """One line per chain to be kept outside: printed on the monthly sheet, sent to the prefecture."""
    heads = {head.name: head for head in ChainHead.objects.all()}
    return [str(heads.get(chain) or ChainHead(name=chain)) for chain in Chain]


def _check_anchor(line: str) -> list[str]:
    name, _colon, rest = line.strip().partition(":")
    seq, _colon, kept = rest.partition(":")
    if name not in MODELS or not seq.isdigit():
        return [_("锚点“%(line)s”读不懂，应为 链:序号:哈希。") % {"line": line.strip()[:80]}]
    if int(seq) == 0:
        return []
    row = MODELS[name].objects.filter(seq=int(seq)).first()
    if row is not None and row.hash == kept:
        return []
    return [
        _("%(chain)s链：第 %(seq)s 条与留存的锚点不同，此前的记录被重写。")
        % {"chain": Chain(name).label, "seq": seq}
    ]


def _owner(obj: Any, kind: str) -> int | None:
    if obj is None:
        return None
    if obj._meta.model_name == kind:
        return obj.pk  # type: ignore[no-any-return]
    return getattr(obj, f"{kind}_id", None)


def _plain(values: Mapping[str, Any] | None) -> Any:
    """JSON as the database gives it back: no floats, no NULs, personal numbers masked."""
    return None if values is None else _mask(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def _mask(value: Any) -> Any:
    if isinstance(value, dict):
        return {_clean(str(key)): _mask(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mask(inner) for inner in value]
    if isinstance(value, float):
        return str(value)
    return mask_text(_clean(value)) if isinstance(value, str) else value


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def _canonical(values: Mapping[str, Any]) -> str:
    stamped = {**values, "at": values["at"].astimezone(UTC).isoformat()}
    return json.dumps(
        stamped, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )
