"""One set of checks for what people write: screen, file and programme interface all come through here."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from doudi.office.base import citizen_id
from doudi.office.base.enums import IdKind
from doudi.office.base.errors import Refused

from ..enums import DocumentKind, Sex
from ..questions import document_index

LONGEST_NAME = 40
DOTS = str.maketrans(dict.fromkeys("•‧∙・･\uff0e.●᛫⋅", "·"))
NAME = re.compile(r"[\w·'’\- ]+")
OTHER_DOCUMENT = re.compile(r"[A-Z0-9]{5,20}")
MOBILE_OR_LINE = re.compile(r"1\d{10}|0\d{9,11}|\d{7,8}")
ACCOUNT = re.compile(r"\d{8,30}")
KIND_OF_ID = {
    IdKind.RESIDENT: DocumentKind.CITIZEN_ID,
    IdKind.RESIDENCE_PERMIT: DocumentKind.RESIDENCE_PERMIT,
    IdKind.FOREIGN_PERMANENT: DocumentKind.FOREIGN_PERMANENT,
}
# Family names whose usual reading is not the one of the character elsewhere.
SURNAMES = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "朴": "p", "翟": "z", "盖": "g",
    "冼": "x", "尉迟": "yc", "长孙": "zs", "万俟": "mq", "缪": "m", "召": "s", "覃": "q", "乐": "y",
    "种": "c", "繁": "p", "员": "y", "贾": "j", "祭": "z", "折": "s", "黑": "h", "秘": "b", "沈": "s",
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """A checked document: its one spelling, and what it says of its holder."""

    kind: DocumentKind
    number: str = ""
    birth_on: date | None = None
    sex: str = Sex.UNKNOWN

    @property
    def index(self) -> str:
        return document_index(self.kind, self.number)


def clean_name(text: str) -> str:
    """A name as it stands on the document, with one kind of dot and no stray spaces."""
    name = unicodedata.normalize("NFC", str(text or "")).replace("\u3000", " ").strip().translate(DOTS)
    name = " ".join(name.split()) if name.isascii() else "".join(name.split())
    if not name:
        raise Refused(_("请填写姓名。"), "name")
    if len(name) > LONGEST_NAME:
        raise Refused(_("姓名最长 40 个字，请只填写姓名本身。"), "name")
    if not NAME.fullmatch(name) or any(character.isdigit() or character == "_" for character in name):
        raise Refused(_("姓名里只能有文字和间隔号“·”，请去掉数字和符号。"), "name")
    return name


def name_initials(name: str) -> str:
    """zyf for 张有福: how people search on a keyboard."""
    for length in (2, 1):
        if name[:length] in SURNAMES:
            return (SURNAMES[name[:length]] + _initials(name[length:]))[:LONGEST_NAME]
    return _initials(name)[:LONGEST_NAME]


def _initials(text: str) -> str:
    letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors="default")
    return "".join(part for part in "".join(letters).lower() if part.isascii() and part.isalpha())


def clean_document(kind: str, number: str, *, on: date | None = None) -> Document:
    """The document meant; Refused says what is wrong with the number."""
    if kind not in DocumentKind.values:
        raise Refused(_("请选择证件类型。"), "document_kind")
    if kind == DocumentKind.NONE:
        if number:
            raise Refused(_("证件类型是“无证件”，请删去证件号码或改选证件类型。"), "document_number")
        return Document(DocumentKind.NONE)
    if kind == DocumentKind.PASSPORT:
        return _other_document(number)
    return _citizen_id(DocumentKind(kind), number, on)


def _citizen_id(kind: DocumentKind, number: str, on: date | None) -> Document:
    try:
        found = citizen_id.normalise(number, on)
    except ValueError as error:
        raise Refused(str(error), "document_number") from None
    if KIND_OF_ID[found.kind] != kind:
        text = _("这是%(kind)s的号码，请改选证件类型。")
        raise Refused(text % {"kind": KIND_OF_ID[found.kind].label}, "document_kind")
    return Document(kind, found.number, found.birth_on, found.sex.value)


def _other_document(number: str) -> Document:
    plain = unicodedata.normalize("NFKC", str(number)).upper().replace(" ", "")
    if not OTHER_DOCUMENT.fullmatch(plain):
        raise Refused(_("护照等证件号码应为 5 至 20 位字母或数字，请对照证件填写。"), "document_number")
    return Document(DocumentKind.PASSPORT, plain)


def clean_phone(text: str) -> str:
    """Digits only; an empty phone stays empty."""
    plain = re.sub(r"[\s\-—()]", "", unicodedata.normalize("NFKC", str(text or ""))).removeprefix("+86")
    if plain and not MOBILE_OR_LINE.fullmatch(plain):
        raise Refused(_("电话应为 11 位手机号，或带区号的固定电话，例如 13812345678、02358123456。"), "phone")
    return plain


def clean_account_number(text: str) -> str:
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", str(text or "")))
    if not ACCOUNT.fullmatch(plain):
        raise Refused(_("账号应为 8 至 30 位数字，请对照存折或银行卡填写。"), "account_number")
    return plain


def clean_text(text: str, label: str, field: str, longest: int = 200) -> str:
    """A reason or a source: not empty, not too long."""
    plain = " ".join(unicodedata.normalize("NFC", str(text or "")).replace("\x00", "").split())
    if not plain:
        raise Refused(_("请填写%(label)s。") % {"label": label}, field)
    if len(plain) > longest:
        raise Refused(_("%(label)s最长 %(n)d 个字。") % {"label": label, "n": longest}, field)
    return plain


def clean_reason(text: str) -> str:
    return clean_text(text, _("理由"), "reason")


def check_days(first_day: date, last_day: date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise Refused(_("结束日期不能早于开始日期。"), "last_day")
