"""Papers as PDF by typst: the same data give the same bytes.

Templates import `/base/letters/lib.typ`; values go in as data, never into their source. Fonts are looked for in
`settings.FONT_PATHS`, then `<data>/fonts`, the npm packages `@expo-google-fonts/noto-serif-sc` and
`noto-sans-sc`, then the system's folders (Debian: `fonts-noto-cjk`).
"""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from doudi.office.base.errors import Refused

ROOT = Path(__file__).parent.parent
SYSTEM_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
NPM_FONTS = ("noto-serif-sc", "noto-sans-sc")
SERIF = (
    "FangSong_GB2312",
    "FangSong",
    "STFangsong",
    "Noto Serif SC",
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
)
_one_at_a_time = threading.Lock()


def render(template: Path, data: Mapping[str, Any], on: date) -> bytes:
    """The PDF of a template below `doudi/office`."""
    moment = datetime.combine(on, time(), UTC)
    with _one_at_a_time:
        pdf: bytes = _compiler(template).compile(
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), "fonts": json.dumps(SERIF)},
            pdf_standards=["a-2b"],
            timestamp=moment,
        )
    return pdf


def qr_svg(text: str) -> str:
    """A QR code as SVG text."""
    return segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2)


@cache
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(str(template), root=str(ROOT), font_paths=fonts(font_folders()))


def font_folders() -> tuple[str, ...]:
    """Where fonts are looked for, first to last; those that exist."""
    npm = [str(settings.NODE_MODULES / "@expo-google-fonts" / name) for name in NPM_FONTS]
    chosen = getattr(settings, "FONT_PATHS", ())
    wanted = [*map(str, chosen), str(settings.DATA / "fonts"), *npm, *SYSTEM_FONTS]
    return tuple(folder for folder in wanted if Path(folder).is_dir())


@cache
def fonts(folders: tuple[str, ...]) -> typst.Fonts:
    """The fonts of these folders; refused where none of them can write Chinese."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    if not set(SERIF) & set(found.families()):
        raise Refused(_("服务器上没有中文字体，生成不了文书；请系统管理员安装 fonts-noto-cjk 后再试。"))
    return found
