from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from doudi.office.audit.models import AuditRecord
from doudi.office.base.errors import Refused
from doudi.office.places import actions
from doudi.office.places.enums import Level, Settlement
from doudi.office.places.models import Division, level_of
from doudi.office.staff.enums import Role

ON = date(2025, 8, 1)
ROWS = [
    {"code": "330212", "name": "鄞州区", "level": "COUNTY", "parent": "330200"},
    {"code": "330000", "name": "浙江省", "level": "PROVINCE"},
    {"code": "330200", "name": "宁波市", "level": "PREFECTURE", "parent": "330000"},
    {"code": "330212100", "name": "某镇", "level": "TOWNSHIP", "parent": "330212", "first_day": "2016-01-01"},
    {
        "code": "330212100201",
        "name": "某村",
        "level": "VILLAGE",
        "parent": "330212100",
        "settlement": "RURAL",
    },
]


def test_divisions_are_loaded_in_any_order_and_twice_without_harm(db):
    assert actions.load_divisions(ROWS, by="setup") == {"new": 5, "changed": 0, "same": 0}
    assert actions.load_divisions(ROWS, by="setup") == {"new": 0, "changed": 0, "same": 5}
    village = Division.objects.get(pk="330212100201")
    assert village.path == "/330000/330200/330212/330212100/330212100201/"
    assert (str(village), village.settlement, village.level) == ("某村", Settlement.RURAL, Level.VILLAGE)
    changed = [{**ROWS[3], "name": "新名镇", "last_day": date(2025, 12, 31)}]
    assert actions.load_divisions(changed, by="setup")["changed"] == 1
    assert AuditRecord.objects.filter(verb="load_division").count() == 6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"parent": "999999"}, "上级 999999 不存在"),
        ({"name": ""}, "区划 330212 有误"),
        ({"code": "330212999", "level": "STREET", "parent": ""}, "区划 330212999 有误"),
        ({"settlement": "SEA"}, "区划 330212 有误"),
        ({"first_day": "2020-01-01", "last_day": "2019-01-01"}, "停用日期不能早于"),
    ],
)
def test_a_row_that_does_not_fit_stops_the_whole_list(db, change, reason):
    with pytest.raises(Refused, match=reason):
        actions.load_divisions([{**ROWS[0], **change}, *ROWS[1:]], by="setup")
    assert not Division.objects.exists()


def test_the_command_reads_a_csv(db, tmp_path, capsys):
    file = tmp_path / "a.csv"
    file.write_text("code,name,level,parent\n990000,示例省,PROVINCE,\n", encoding="utf-8-sig")
    call_command("load_divisions", file)
    assert "new 1" in capsys.readouterr().out
    file.write_text("code,name,level,parent\n990101,示例县,COUNTY,1\n")
    with pytest.raises(CommandError, match="不存在"):
        call_command("load_divisions", file)


def test_a_division_knows_what_lies_under_it(county):
    under = Division.objects.under(county.east)
    assert {d.code for d in under} == {"990101100", "990101100201", "990101100001"}
    assert county.county.holds(county.west_village)
    assert county.east.holds(county.east)
    assert not county.east.holds(county.west_village)


def test_policies_are_asked_for_the_nearest_place(county):
    assert county.east_village.policy_place == "990101"
    assert county.east_village.place_codes == ["990101", "990000", "000000"]
    assert county.province.policy_place == "990000"
    assert county.east_village.code_at(Level.TOWNSHIP) == "990101100"
    assert county.east_village.code_at(Level.COUNTY) == "990101"
    assert county.county.code_at(Level.TOWNSHIP) == ""


@pytest.mark.parametrize(
    ("code", "level"),
    [("330000", "PROVINCE"), ("330200", "PREFECTURE"), ("330212", "COUNTY"), ("330212100", "TOWNSHIP"),
     ("330212100201", "VILLAGE")],
)  # fmt: skip
def test_the_shape_of_a_code_tells_its_level(code, level):
    assert level_of(code) == level


def test_divisions_come_and_go(county):
    Division.objects.filter(pk=county.east.pk).update(last_day=date(2024, 12, 31))
    Division.objects.filter(pk=county.west.pk).update(first_day=date(2026, 1, 1))
    townships = Division.objects.of_level(Level.TOWNSHIP)
    assert not townships.valid_on(ON).exists()
    assert townships.valid_on(date(2024, 12, 31)).get() == county.east
    assert townships.valid_on(date(2026, 1, 1)).get() == county.west


# the power to confirm


def test_a_township_confirms_between_the_days_of_its_delegation(county):
    head = county[Role.COUNTY_HEAD]
    east = actions.delegate_confirmation(county.east, by=head, since=ON, source="某民发〔2025〕1号")
    assert not east.confirms_on(date(2025, 7, 31))
    assert east.confirms_on(ON)
    east = actions.end_delegation(east, by=head, until=date(2025, 9, 30), reason="收回")
    assert east.confirms_on(date(2025, 9, 30))
    assert not east.confirms_on(date(2025, 10, 1))
    assert not county.west.confirms_on(ON)
    verbs = [row.verb for row in AuditRecord.objects.about(east)]
    assert verbs == ["delegate_confirmation", "end_delegation"]


def test_only_the_head_of_the_county_delegates(county):
    for role in (Role.COUNTY_OFFICER, Role.TOWNSHIP_HEAD, Role.SYSTEM_ADMIN):
        with pytest.raises(Refused, match="县级负责人"):
            actions.delegate_confirmation(county.east, by=county[role], since=ON, source="x")
        with pytest.raises(Refused, match="县级负责人"):
            actions.end_delegation(county.east, by=county[role], until=ON, reason="x")


def test_a_delegation_that_makes_no_sense_is_refused(county):
    head = county[Role.COUNTY_HEAD]
    with pytest.raises(Refused, match="只能委托给乡镇"):
        actions.delegate_confirmation(county.east_village, by=head, since=ON, source="x")
    with pytest.raises(Refused, match="文件依据"):
        actions.delegate_confirmation(county.east, by=head, since=ON, source=" ")
    with pytest.raises(Refused, match="截止日期不能早于"):
        actions.delegate_confirmation(county.east, by=head, since=ON, source="x", until=date(2025, 1, 1))
    with pytest.raises(Refused, match="没有被委托"):
        actions.end_delegation(county.east, by=head, until=ON, reason="x")
    actions.delegate_confirmation(county.east, by=head, since=ON, source="x")
    with pytest.raises(Refused, match="收回日期不能早于"):
        actions.end_delegation(county.east, by=head, until=date(2025, 1, 1), reason="x")


@pytest.mark.parametrize(
    "change",
    [
        {"first_day": "2020-01-02", "last_day": "2020-01-01"},
        {"confirms_since": "2020-01-02", "confirm_source": ""},
        {"confirms_since": "2020-01-02", "confirms_until": "2020-01-01", "confirm_source": "x"},
        {"confirms_until": "2020-01-01"},
        {"path": "990101100"},
        {"level": "VILLAGE", "confirms_since": "2020-01-02", "confirm_source": "x"},
    ],
)
def test_the_database_knows_the_sentence_too(county, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.filter(pk=county.east.pk).update(**change)
