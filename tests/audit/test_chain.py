"""Nobody rewrites what happened: the database refuses, and the chain tells on whoever gets past it."""

import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from doudi.office.audit import actions as audit
from doudi.office.audit import verbs
from doudi.office.audit.models import AccessRecord, AuditRecord, ChainHead
from doudi.office.base import crypto, triggers
from doudi.office.base.actions import action
from doudi.office.base.errors import Refused
from doudi.office.base.models import Sequence
from doudi.office.places.models import Division
from doudi.office.staff.models import User

TABLES = ["audit_auditrecord", "audit_accessrecord"]


@pytest.fixture
def user(db):
    return User.objects.create_user("zhang", name="张三")


@pytest.fixture
def chain(user):
    """Twenty honest records."""
    place = Division.objects.create(code="990000", name="示例省", level="PROVINCE", path="/990000/")
    for number in range(20):
        audit.record(user, "accept", place, after={"number": number})
    return place


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(count=100):
    return list(AuditRecord.objects.order_by("seq")[:count])


# what is written


def test_a_record_says_who_did_what_to_which_row(user):
    audit.record(user, "create_user", user, before={"a": 1}, after={"a": 2}, reason="更正")
    row = AuditRecord.objects.about(user).get()
    assert (row.seq, row.actor_name, row.words, row.object_type) == (1, "张三", "新增人员", "staff.User")
    assert (row.before, row.after, row.reason) == ({"a": 1}, {"a": 2}, "更正")
    assert str(row) == f"1 张三 create_user staff.User:{user.pk}"


def test_personal_numbers_do_not_enter_the_log(user):
    after = {
        "text": "11010519491231002X",
        "list": ["13812345678"],
        "money": 1.5,
        "on": date(2025, 8, 1),
        "x\x00": None,
    }
    audit.record(user, "x", user, after=after, reason="电话 13812345678\x00")
    audit.record_access(user, None, "核对 11010519491231002X", path="/p/?q=13812345678")
    row = AuditRecord.objects.get()
    assert row.after == {
        "text": "110105********002X", "list": ["138****5678"], "money": "1.5", "on": "2025-08-01", "x": None
    }  # fmt: skip
    assert row.reason == "电话 138****5678"
    seen = AccessRecord.objects.get()
    assert (seen.purpose, seen.path) == ("核对 110105********002X", "/p/?q=138****5678")
    assert str(seen) == "1 张三 核对 110105********002X"
    assert audit.verify() == []


class Fact:
    """Stands for a row of an app above."""

    pk = 7
    household_id = 12
    person_id = None

    class _meta:
        label = "people.Fact"
        model_name = "fact"


class Household(Fact):
    pk = 12

    class _meta:
        label = "people.Household"
        model_name = "household"


def test_a_record_knows_whose_household_it_is_about(user):
    audit.record(user, "x", Fact)
    audit.record(user, "x", Household)
    audit.record(user, "x", user, person_id=3)
    found = AuditRecord.objects.order_by("seq").values_list("household_id", "person_id")
    assert list(found) == [(12, None), (12, None), (None, 3)]


def test_a_look_at_a_list_is_one_row_and_an_answer_for_each(user):
    audit.record_access(user, Household, "家庭档案", {"phone", "income"})
    audit.record_access(user, None, "家庭列表", listed=[12, 11, 12])
    audit.record_access(user, None, "人员列表", listed=[12], list_kind="person")
    assert AccessRecord.objects.count() == 3
    assert [row.purpose for row in AccessRecord.objects.about_household(12)] == ["家庭档案", "家庭列表"]
    assert [row.purpose for row in AccessRecord.objects.about_household(11)] == ["家庭列表"]
    assert [row.purpose for row in AccessRecord.objects.about_person(12)] == ["人员列表"]
    assert not AccessRecord.objects.about_household(1).exists()
    assert AccessRecord.objects.first().fields == ["income", "phone"]


def test_apps_bring_their_own_words():
    assert verbs.label("unknown_verb") == "unknown_verb"
    verbs.register({"unknown_verb": "某事"})
    assert verbs.label("unknown_verb") == "某事"
    assert ("unknown_verb", "某事") in verbs.known()


def test_the_record_of_a_refused_act_is_not_kept(user):
    @action
    def fail(*, by):
        """Fail after the record."""
        audit.record(by, "x", by)
        raise Refused("不行。")

    with pytest.raises(Refused):
        fail(by=user)
    assert not AuditRecord.objects.exists()


def test_the_record_comes_last_in_the_act_and_in_order(user):
    @action
    def act(*, by):
        """Record twice."""
        audit.record(by, "first", by)
        assert not AuditRecord.objects.exists()
        audit.record_access(by, None, "看")
        audit.record(by, "second", by)

    act(by=user)
    assert [row.verb for row in rows()] == ["first", "second"]
    assert audit.verify() == []


def test_time_never_runs_backwards_in_a_chain(user, monkeypatch):
    audit.record(user, "x", user)
    first = AuditRecord.objects.get()
    monkeypatch.setattr(audit, "database_now", lambda: first.at.replace(year=2001))
    audit.record(user, "y", user)
    assert AuditRecord.objects.get(verb="y").at == first.at


# what the database refuses


ATTACKS = [
    "UPDATE {t} SET seq = seq",
    "DELETE FROM {t}",
    "UPDATE {t} SET household_id = 1 WHERE seq = 1",
    "DELETE FROM {t} WHERE seq = 1",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_a_record(chain, user, table, attack):
    audit.record_access(user, None, "看")
    with pytest.raises(DatabaseError, match="is forbidden"), transaction.atomic():
        sql(attack.format(t=table))
    assert audit.verify() == []


@pytest.mark.parametrize("table", TABLES)
def test_postgresql_refuses_to_empty_a_table(db, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="is forbidden"), transaction.atomic():
        sql(f"TRUNCATE {table} CASCADE")


def test_the_guarded_tables_are_known(db):
    assert set(TABLES) <= set(triggers.guarded_tables(connection))


# what the chain tells, once the triggers are gone


@pytest.fixture
def unguarded(chain):
    kept = audit.anchor()
    for table in TABLES:
        triggers.remove(connection, table)
    yield kept
    for table in TABLES:
        triggers.install(connection, table)


def rewrite(first, mark, **change):
    """Change a row and compute every later hash anew."""
    last = AuditRecord.objects.get(seq=first - 1).hash
    for row in AuditRecord.objects.filter(seq__gte=first).order_by("seq"):
        if row.seq == first:
            for name, value in change.items():
                setattr(row, name, value)
        row.prev_hash = last
        row.hash = last = mark(row)
        row.save()
    ChainHead.objects.filter(pk="CHANGES").update(hash=last)


def edit_a_field():
    sql("UPDATE audit_auditrecord SET actor_name = '李四' WHERE seq = 10")


def edit_a_time():
    AuditRecord.objects.filter(seq=10).update(at="2001-01-01T00:00:00Z")


def delete_a_row():
    sql("DELETE FROM audit_auditrecord WHERE seq = 10")


def swap_two_rows():
    for old, new in [(10, -1), (11, 10), (-1, 11)]:
        sql("UPDATE audit_auditrecord SET seq = %s WHERE seq = %s", new, old)


def cut_the_tail():
    sql("DELETE FROM audit_auditrecord WHERE seq > 15")


def rewrite_without_the_key():
    other = crypto.FileKeys(crypto.new_keys())
    rewrite(10, lambda row: other.mark("audit", "audit:chain", str(row).encode()).hex(), actor_name="李四")


def add_a_row():
    row = AuditRecord.objects.get(seq=20)
    row.pk, row.seq = None, 21
    row.save()


TAMPERING = [
    (edit_a_field, "第 10 条被改动"),
    (edit_a_time, "第 10 条被改动"),
    (delete_a_row, "缺第 10 条"),
    (swap_two_rows, "第 10 条与前一条接不上"),
    (cut_the_tail, "链头记到第 20 条，实有到第 15 条"),
    (rewrite_without_the_key, "第 10 条被改动"),
    (add_a_row, "第 21 条"),
]


@pytest.mark.parametrize(("attack", "told"), TAMPERING, ids=lambda value: getattr(value, "__name__", ""))
def test_tampering_is_found_and_named(unguarded, attack, told, capsys):
    assert audit.verify(unguarded) == []
    attack()
    assert any(told in problem for problem in audit.verify()), audit.verify()
    with pytest.raises(CommandError, match="变更链"):
        call_command("audit_verify")


def cut_the_tail_and_mend_the_head():
    cut_the_tail()
    last = AuditRecord.objects.get(seq=15)
    ChainHead.objects.filter(pk="CHANGES").update(seq=15, hash=last.hash)


def rewrite_with_the_key():
    rewrite(10, audit.link_hash, actor_name="李四")


@pytest.mark.parametrize("attack", [cut_the_tail_and_mend_the_head, rewrite_with_the_key])
def test_only_an_anchor_kept_outside_tells_on_whoever_has_the_key(unguarded, attack):
    attack()
    assert audit.verify() == []
    assert any("此前的记录被重写" in problem for problem in audit.verify(unguarded))


def test_a_ruined_chain_does_not_fill_the_screen(unguarded):
    for _ in range(6):
        for number in range(20):
            audit.record(None, "x", Fact, after={"n": number})
    sql("UPDATE audit_auditrecord SET actor_name = 'x'")
    assert len(audit.verify()) == 100


# anchors


def test_an_honest_chain_grows_past_its_anchors(chain, user, tmp_path, capsys):
    call_command("audit_anchor")
    file = tmp_path / "anchors"
    file.write_text(capsys.readouterr().out)
    audit.record(user, "x", user)
    audit.record_access(user, None, "看")
    call_command("audit_verify", anchors=file)
    assert "审计链完整" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["", "CHANGES", "OTHER:1:ab", "CHANGES:x:ab"])
def test_an_anchor_that_cannot_be_read_is_named(db, line):
    assert "读不懂" in audit.verify([line])[0]


def test_an_empty_database_has_sound_chains(db):
    assert audit.verify(audit.anchor()) == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    user, problems = User.objects.create_user("a"), []

    @action
    def act(number, *, by):
        """Write and record."""
        Sequence.objects.create(name=f"n{number}", year=2025)
        audit.record(by, "x", by, after={"n": number})

    def work(first):
        try:
            for number in range(first, first + 10):
                act(number, by=user)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert AuditRecord.objects.count() == 40
    assert audit.verify() == []
