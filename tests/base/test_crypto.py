import uuid

import pytest
from cryptography.hazmat.primitives import hashes
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import DatabaseError, connection

from doudi.office.audit.models import AuditRecord
from doudi.office.base import crypto, rotation, start, triggers
from doudi.office.base.fields import Sealed, SealedBytesField, SealedTextField, blind_index
from doudi.office.staff.models import User


@pytest.fixture
def key_file(tmp_path, settings):
    settings.KEY_FILE = tmp_path / "keys" / "master.key"
    crypto.provider.cache_clear()
    yield settings.KEY_FILE
    crypto.provider.cache_clear()


def in_database(user):
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM staff_user WHERE id = %s", [user.pk])
        return bytes(cursor.fetchone()[0])


def put(user, envelope):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staff_user SET phone = %s WHERE id = %s", [envelope, user.pk])


def test_sm3_is_the_one_of_the_standard():
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_seal_opens_only_at_its_own_cell():
    seal_id = uuid.uuid4()
    envelope = crypto.seal("t", "c", seal_id, "张三")
    assert crypto.unseal("t", "c", seal_id, envelope) == "张三"
    for table, column, row in [("x", "c", seal_id), ("t", "x", seal_id), ("t", "c", uuid.uuid4())]:
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(table, column, row, envelope)


def test_any_changed_byte_breaks_the_seal():
    envelope = crypto.seal("t", "c", 1, "13812345678")
    for place in range(len(envelope)):
        changed = bytearray(envelope)
        changed[place] ^= 1
        with pytest.raises(crypto.SealBroken):
            crypto.unseal("t", "c", 1, bytes(changed))
    with pytest.raises(crypto.SealBroken):
        crypto.unseal("t", "c", 1, envelope[:10])


def test_the_same_text_is_never_sealed_the_same():
    assert len({crypto.seal("t", "c", 1, "x") for _ in range(10_000)}) == 10_000


def test_a_blind_index_finds_the_same_and_only_the_same():
    assert blind_index("citizen_id", "1") == blind_index("citizen_id", "1")
    assert len({blind_index("citizen_id", "1"), blind_index("phone", "1"), blind_index("phone", "2")}) == 3
    assert len(blind_index("phone", "1")) == 64
    assert blind_index("phone", "") == ""


def test_a_signature_holds_for_its_purpose_and_text_only():
    mark = crypto.signature("letter", "42")
    assert crypto.is_signed("letter", "42", mark)
    assert not crypto.is_signed("letter", "43", mark)
    assert not crypto.is_signed("receipt", "42", mark)
    assert not crypto.is_signed("letter", "42", mark[:8])


def test_a_field_is_sealed_in_the_database_and_plain_on_the_row(db):
    user = User.objects.create_user("a", phone="13812345678")
    assert user.phone == "13812345678"
    assert b"13812345678" not in in_database(user)
    again = User.objects.get(pk=user.pk)
    assert repr(again.__dict__["phone"]) == "<sealed>"
    assert (again.phone, again.phone) == ("13812345678", "13812345678")
    assert User.objects.defer("phone").get(pk=user.pk).phone == "13812345678"


def test_saving_a_row_without_touching_the_field_keeps_the_seal(db):
    user = User.objects.create_user("a", phone="13812345678")
    before = in_database(user)
    again = User.objects.get(pk=user.pk)
    assert again.phone
    again.save()
    assert in_database(user) == before
    again.phone = "13900000000"
    again.save()
    assert in_database(user) != before
    again.refresh_from_db()
    assert again.phone == "13900000000"


def test_an_empty_text_needs_no_seal(db):
    user = User.objects.create_user("a")
    assert in_database(user) == b""
    assert User.objects.get(pk=user.pk).phone == ""


def test_a_ciphertext_moved_to_another_row_does_not_open(db):
    one = User.objects.create_user("a", phone="13812345678")
    two = User.objects.create_user("b", phone="13900000000")
    put(one, in_database(two))
    with pytest.raises(crypto.SealBroken):
        _ = User.objects.get(pk=one.pk).phone


def test_values_are_opened_with_the_seal_id(db):
    User.objects.create_user("a", phone="13812345678")
    seal_id, sealed = User.objects.values_list("seal_id", "phone").get()
    assert User._meta.get_field("phone").unseal(seal_id, sealed) == "13812345678"


def test_bulk_create_seals_and_bulk_update_refuses(db):
    User.objects.bulk_create([User(username="a", name="a", phone="13812345678")])
    user = User.objects.get()
    assert user.phone == "13812345678"
    user.phone = "1"
    with pytest.raises(FieldError, match="sealed"):
        User.objects.bulk_update([user], ["phone"])
    with pytest.raises(FieldError, match="sealed"):
        User.objects.update(phone="1")


def test_a_sealed_field_is_not_searched(db):
    with pytest.raises(FieldError, match="blind index"):
        User.objects.filter(phone="13812345678").count()
    assert User.objects.filter(phone__isnull=True).count() == 0


def test_a_dump_holds_the_envelope(db):
    dump = serialize("json", [User.objects.create_user("a", phone="13812345678")])
    assert "13812345678" not in dump
    assert "sealed" in dump


def test_the_form_of_a_sealed_field_is_a_text_box(db):
    field = SealedTextField("电话", max_length=20)
    assert field.formfield().max_length == 20
    assert field.clean("13812345678", None) == "13812345678"
    assert field.to_python(None) is None
    assert field.to_python(13812345678) == "13812345678"
    assert field.deconstruct()[3]["max_length"] == 20


def test_a_model_without_a_seal_id_is_found_by_check():
    class Bare:
        class _meta:
            app_label = "x"

            @staticmethod
            def get_fields():
                return []

    field = SealedTextField()
    field.set_attributes_from_name("secret")
    field.model = Bare
    assert [problem.id for problem in field.check() if problem.id == "doudi.E001"]


def test_a_null_field_stays_null(db):
    field = SealedTextField(null=True)
    assert field.from_db_value(None, None, None) is None
    assert field.get_db_prep_value(None, connection) is None
    assert isinstance(field.from_db_value(b"S123", None, None), Sealed)


# keys


def test_the_key_file_is_made_once_and_for_its_owner_alone(key_file, capsys):
    assert crypto.make_key_file(key_file)
    text = key_file.read_text()
    assert key_file.stat().st_mode & 0o777 == 0o400
    assert not crypto.make_key_file(key_file)
    assert key_file.read_text() == text
    call_command("make_keys")
    assert "未改动" in capsys.readouterr().out


def test_outside_production_a_demo_key_is_made_on_first_use(key_file):
    assert crypto.blind_index("x", "1")
    assert crypto.provider().is_demo


def test_production_does_not_start_without_a_key_file(key_file, settings):
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="找不到密钥文件"):
        crypto.provider()


def test_production_refuses_the_demo_key(key_file, settings):
    crypto.make_key_file(key_file, is_demo=True)
    start.refuse_demo_keys()
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="演示用"):
        start.refuse_demo_keys()


def test_production_refuses_a_key_that_others_can_read(key_file, settings):
    settings.PRODUCTION = True
    start.refuse_demo_keys()
    crypto.make_key_file(key_file)
    start.refuse_demo_keys()
    key_file.chmod(0o444)
    with pytest.raises(ImproperlyConfigured, match="chmod 400"):
        start.refuse_demo_keys()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("audit.1", "other.1"), "缺少 audit.1"),
        (lambda text: text.replace("seal.1 = ", "seal.1 = zz"), "seal.1 一行不完整"),
        (lambda text: text + "seal.999 = " + "00" * 32, "seal.999 一行不完整"),
        (lambda text: text + "seal.2 = 00", "seal.2 一行不完整"),
    ],
)
def test_a_damaged_key_file_is_refused(change, message):
    with pytest.raises(ImproperlyConfigured, match=message):
        crypto.FileKeys(change(crypto.new_keys()))


def test_a_missing_key_is_named():
    keys = crypto.FileKeys(crypto.new_keys())
    envelope = bytearray(keys.seal("p", b"", b"x"))
    envelope[1] = 7
    with pytest.raises(crypto.SealBroken, match=r"seal\.7"):
        keys.unseal("p", b"", bytes(envelope))


def test_key_numbers_end(key_file):
    crypto.make_key_file(key_file)
    key_file.chmod(0o600)
    key_file.write_text(key_file.read_text() + "seal.255 = " + "00" * 32)
    with pytest.raises(ImproperlyConfigured, match="255"):
        crypto.add_seal_key(key_file)


# rotation


def key_ids():
    return sorted(crypto.key_id_of(in_database(user)) for user in User.objects.exclude(username="empty"))


@pytest.mark.django_db(transaction=True)
def test_rotation_seals_everything_anew_and_can_be_taken_up_again(key_file, capsys):
    for number in range(5):
        User.objects.create_user(f"u{number}", phone=f"1380000000{number}")
    User.objects.create_user("empty")
    call_command("rotate_keys", new=True)
    crypto.provider.cache_clear()
    assert key_ids() == [2] * 5
    crypto.add_seal_key(key_file)
    steps = rotation.reseal(User, [User._meta.get_field("phone")], step=2)
    assert next(steps) == 2
    steps.close()
    assert key_ids() == [2, 2, 2, 3, 3]
    call_command("rotate_keys")
    assert key_ids() == [3] * 5
    assert [user.phone for user in User.objects.exclude(username="empty")] == [
        f"1380000000{n}" for n in range(5)
    ]
    assert "staff.User: 3" in capsys.readouterr().out
    rows = AuditRecord.objects.filter(verb="rotate_keys").order_by("seq")
    assert [row.after["rows"] for row in rows] == [5, 3]


@pytest.mark.django_db(transaction=True)
def test_rotation_passes_a_frozen_table_and_leaves_it_frozen(key_file):
    user = User.objects.create_user("a", phone="13812345678")
    triggers.install(connection, "staff_user")
    try:
        crypto.add_seal_key(key_file)
        assert sum(rotation.reseal(User, [User._meta.get_field("phone")])) == 1
        assert crypto.key_id_of(in_database(user)) == 2
        with pytest.raises(DatabaseError, match="is forbidden"):
            put(user, b"x")
    finally:
        triggers.remove(connection, "staff_user")


def test_bytes_are_sealed_like_text():
    field = SealedBytesField()
    assert field.decoded(field.encoded(b"\xff")) == b"\xff"
    assert field.to_python(b"x") == b"x"


# whoever keeps the keys


class FakeModule:
    """A security module: seals with another algorithm and gives no key away."""

    is_demo = False

    def __init__(self):
        self.inner = crypto.FileKeys(crypto.new_keys())

    def current_key_id(self):
        return 1

    def seal(self, purpose, bound_to, text):
        return self.inner.seal(f"module:{purpose}", bound_to, text)

    def unseal(self, purpose, bound_to, envelope):
        return self.inner.unseal(f"module:{purpose}", bound_to, envelope)

    def mark(self, key_name, purpose, data):
        return self.inner.mark(key_name, f"module:{purpose}", data)


@pytest.mark.parametrize(
    "make", [FakeModule, lambda: crypto.FileKeys(crypto.new_keys())], ids=["module", "file"]
)
def test_every_keeper_of_keys_keeps_the_contract(make):
    keys = make()
    envelope = keys.seal("p", b"cell", b"text")
    assert keys.unseal("p", b"cell", envelope) == b"text"
    assert crypto.key_id_of(envelope) == keys.current_key_id()
    with pytest.raises(crypto.SealBroken):
        keys.unseal("p", b"other", envelope)
    with pytest.raises(crypto.SealBroken):
        keys.unseal("q", b"cell", envelope)
    assert keys.mark("index", "p", b"x") == keys.mark("index", "p", b"x") != keys.mark("index", "q", b"x")
    assert len(keys.mark("audit", "p", b"x")) == 32


def test_another_keeper_is_named_by_a_setting(settings, key_file):
    settings.KEY_PROVIDER = f"{__name__}.FakeModule"
    assert isinstance(crypto.provider(), FakeModule)
