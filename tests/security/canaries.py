"""Everything that the house keeps sealed, filled at least once and collected: nobody may meet it elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from doudi.office.base.fields import SealedTextField
from doudi.office.cases import actions as cases
from doudi.office.cases.models import PublicNotice
from doudi.office.payments import actions as payments
from doudi.office.payments.models import PaymentBatch
from doudi.office.people import actions as people
from doudi.office.people.enums import Relation
from doudi.office.portal import actions as portal
from doudi.office.staff.models import StaffRelative
from tests.office_world import LIVING, World, citizen_id

from .house import House

PHONE, PROXY, NEIGHBOUR, CALLER, COLLEAGUE = (
    "13987650123",
    "13765432109",
    "13611112222",
    "13500001234",
    "13300007777",
)
ADDRESS, ACCOUNT, DRAFT, COUSIN = (
    "金竹湾沟里第三棵黄桷树旁",
    "6217009988776655443",
    "屋后还欠着表舅的钱",
    "乔木生之堂弟",
)
SHORTEST = 6


def fill(house: House) -> None:
    """A household from the door to the bank, with something in every sealed field on the way."""
    world = house.world
    home = _home(world)
    head = home.memberships.get().person
    given = {"channel": "PROXY", "proxy_name": "堂弟", "proxy_relation": "堂弟", "proxy_phone": PROXY}
    application = world.apply(home, **given)
    (case,) = cases.accept(application, ["dibao"], by=world.intake, on=world.on)
    people.set_account(home, head, "农商行", ACCOUNT, by=world.intake, on=world.on)
    world.confirm(case, world.drive(case))
    notice = PublicNotice.objects.get(slug=house.rows["notice"][0])
    cases.object_to(notice, by=portal.PUBLIC, on=world.on, text="他家有车。", contact=NEIGHBOUR)
    cases.save_draft(by=world.intake, form="visit", data={"findings": DRAFT})
    known = {"by": portal.PUBLIC, "division": world.village, "on": world.on}
    portal.send_grievance(kind="COMPLAINT", text="没有通知我", contact=CALLER, **known)
    _office(world)
    _pay(world, house)


def _home(world: World) -> Any:
    number = citizen_id("19740512")
    head = people.register_person(
        by=world.intake, name="钟秀兰", document_number=number, phone=PHONE, on=world.on
    )
    members = [(head, Relation.HEAD, LIVING)]
    return people.form_household(
        by=world.intake,
        division=world.village,
        settlement="RURAL",
        address=ADDRESS,
        members=members,
        on=world.on,
    )


def _office(world: World) -> None:
    user = world.reviewer
    user.phone = COLLEAGUE
    user.save(update_fields=["phone"])
    for relative in StaffRelative.objects.all():
        relative.name = COUSIN
        relative.save(update_fields=["name"])


def _pay(world: World, house: House) -> None:
    """The list of the house goes to the bank; a line comes back."""
    batch = PaymentBatch.objects.get(number=house.rows["batch"][0])
    payments.cancel(batch, by=world.officer, reason="名单要重做")
    batch = payments.prepare_batch(
        "dibao", batch.month, world.county, by=world.officer, template="csv_utf8", on=world.on
    )
    payments.send(payments.approve(batch, by=world.finance), by=world.finance)
    rows = [
        f"{line.serial},{line.account_number},{line.amount_fen / 100:.2f},成功,"
        for line in batch.lines.listed()
    ]
    rows.insert(0, "序号,账号,金额,结果,原因")
    upload = io.BytesIO(("\r\n".join(rows) + "\r\n").encode("utf-8-sig"))
    upload.name = "return.csv"
    payments.read_return(batch, upload, by=world.finance)
    house.rows["batch"] = (batch.number,)
    house.rows["batch_act"] = (batch.number, "send")


def sealed_fields() -> Iterator[tuple[Any, SealedTextField]]:
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, SealedTextField):
                yield model, field


def collected() -> dict[str, set[str]]:
    """By field: what it holds, opened."""
    found = {}
    for model, field in sealed_fields():
        values = (getattr(row, field.attname) for row in model.objects.all())
        found[f"{model._meta.label}.{field.name}"] = {str(v) for v in values if v and len(str(v)) >= SHORTEST}
    return found


def numbers() -> list[str]:
    """One of each kind: an ID, a phone, an account."""
    documents = collected()["people.Person.document_number"]
    return [min(documents), PHONE, ACCOUNT]
