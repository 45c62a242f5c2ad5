"""A template loader that marks Chinese text for translation by itself, so that templates stay plain Chinese.

Marked before a template is compiled, and so at no cost per request:

- text between tags, with the variables and simple inline elements (`<b>`, `<kbd>`, …) inside it,
  becomes `{% blocktranslate %}`;
- so do attributes that people read or hear (`aria-label`, `placeholder`, `title`, `alt`, `data-…`);
- a Chinese string inside a template tag or a filter argument becomes `_("…")`.

Left alone: scripts, styles, comments, `{% verbatim %}`, translate blocks written by hand, and strings in
`{% if %}`, which compares values and not words. Keep a sentence inside one element: `{% if %}` in the
middle of a sentence cuts it into pieces, each translated alone.
"""

import re
from collections.abc import Iterable

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

CJK = re.compile(r"[\u3400-\u9fff\u3001-\u3011\uff01-\uff5e]")
VARIABLE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
TAG_OR_BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%.*?%\}", re.DOTALL
)
QUOTED = re.compile(r"""_\(\s*(?:"[^"]*"|'[^']*')\s*\)|"[^"]*"|'[^']*'""")
TOKEN = re.compile(
    r"""
    (?P<whole>\{\#.*?\#\}|<!--.*?-->|<!doctype[^>]*>
      |<(?P<raw>script|style)\b.*?</(?P=raw)\s*>
      |\{%\s*(?P<own>comment|verbatim|blocktrans(?:late)?)\b.*?%\}.*?\{%\s*end(?P=own)\b.*?%\})
    |(?P<tag>\{%.*?%\})
    |(?P<element></?[a-z](?:\{%.*?%\}|\{\{.*?\}\}
      |"(?:\{%.*?%\}|\{\{.*?\}\}|[^"])*"|'(?:\{%.*?%\}|\{\{.*?\}\}|[^'])*'|[^>"'])*>)
    """,
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
INLINE = re.compile(r"<(?P<end>/?)(?P<name>b|strong|em|kbd|sub|sup|code|mark)>", re.IGNORECASE)
KEEP_LINES = re.compile(r"<(?P<end>/?)(?:pre|textarea)\b", re.IGNORECASE)
SUBMIT = re.compile(r"<input\b(?=[^>]*\btype=[\"'](?:submit|button|reset)[\"'])", re.IGNORECASE)
READ_BY_PEOPLE = (
    r"aria-(?:label|description|roledescription|valuetext)"
    r"|placeholder|title|alt|content|label|hx-confirm|data-[\w-]+"
)
PART = r"""
    (?P<tag>\{%%.*?%%\})|(?P<variable>\{\{.*?\}\})
    |(?P<open>(?<![\w-])(?:%s)=)(?P<quote>["'])
     (?P<text>(?:\{\{.*?\}\}|\{%%.*?%%\}|(?!(?P=quote)).)*)(?P=quote)
"""
ELEMENT_PART = re.compile(PART % READ_BY_PEOPLE, re.DOTALL | re.VERBOSE)
SUBMIT_PART = re.compile(PART % f"{READ_BY_PEOPLE}|value", re.DOTALL | re.VERBOSE)
VALUES_NOT_WORDS = re.compile(
    r"\{%\s*(?:if|elif|ifchanged|trans|blocktrans\w*|translate|now|load|extends|url|static|partial\w*|block)\b"
)
LINE_BREAK = re.compile(r"(?P<before>\S?)[ \t]*\n\s*(?P<after>\S?)")


def transform(source: str) -> str:
    """The same template with its Chinese marked for translation."""
    marked: list[str] = []
    run: list[str] = []
    keep_lines = False
    for kind, piece in tokens(source):
        if kind == "text":
            run.append(piece)
            continue
        marked += mark_run(run, keep_lines)
        run = []
        if found := KEEP_LINES.match(piece):
            keep_lines = not found["end"]
        marked.append(MARK[kind](piece))
    return "".join([*marked, *mark_run(run, keep_lines)])


def tokens(source: str) -> Iterable[tuple[str, str]]:
    """Cut a template into (kind, source) pieces, losing nothing; inline elements count as text."""
    end = 0
    for found in TOKEN.finditer(source):
        if found.start() > end:
            yield "text", source[end : found.start()]
        end = found.end()
        if found["whole"]:
            yield "whole", found[0]
        elif found["tag"]:
            yield "tag", found[0]
        else:
            yield "text" if INLINE.fullmatch(found[0]) else "element", found[0]
    if end < len(source):
        yield "text", source[end:]


def mark_run(run: list[str], keep_lines: bool) -> list[str]:
    """Mark text and its inline elements as one message if that makes a sentence, else piece by piece."""
    pieces = ["".join(run)] if is_sentence(run) else run
    return [mark_text(piece, keep_lines) for piece in pieces]


def is_sentence(run: list[str]) -> bool:
    """Whether inline elements are balanced in the run and there is Chinese outside them, too."""
    stack: list[str] = []
    chinese_outside = False
    for piece in run:
        found = INLINE.fullmatch(piece)
        if not found:
            chinese_outside |= not stack and has_chinese(piece)
        elif not found["end"]:
            stack.append(found["name"])
        elif not stack or stack.pop() != found["name"]:
            return False
    return chinese_outside and not stack


def has_chinese(text: str) -> bool:
    return bool(CJK.search(VARIABLE.sub("", text)))


def mark_text(text: str, keep_lines: bool = False) -> str:
    """One message: `text` in `{% blocktranslate %}` if it holds Chinese outside its variables."""
    if not has_chinese(text):
        return VARIABLE.sub(lambda found: mark_strings(found[0]), text)
    body = text.strip()
    lead, tail = text.split(body, 1)
    if not keep_lines:
        body = LINE_BREAK.sub(join_lines, body)
    names: dict[str, str] = {}
    body = VARIABLE.sub(lambda found: f"{{{{ {name_for(mark_strings(found[1]), names)} }}}}", body)
    bound = [f"{name}={expression}" for name, expression in names.items() if name != expression]
    options = f" with {' '.join(bound)}" if bound else ""
    return f"{lead}{{% blocktranslate{options} %}}{body}{{% endblocktranslate %}}{tail}"


def join_lines(found: re.Match[str]) -> str:
    """Chinese lines join without a space; other words keep one."""
    before, after = found["before"], found["after"]
    space = "" if CJK.match(before) and CJK.match(after) else " "
    return f"{before}{space}{after}"


def name_for(expression: str, names: dict[str, str]) -> str:
    """A plain name for a variable of a message, the same for the same expression."""
    expression = re.sub(r"\s*([|:])\s*(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)", r"\1", expression)
    base = re.sub(r"\W+", "_", expression.split("|")[0], flags=re.ASCII).strip("_") or "value"
    base = f"value_{base}" if base[0].isdigit() else base
    name, number = base, 2
    while names.setdefault(name, expression) != expression:
        name, number = f"{base}_{number}", number + 1
    return name


def mark_strings(code: str) -> str:
    """Put each Chinese string of template code into `_("…")`."""

    def mark(found: re.Match[str]) -> str:
        return f"_({found[0]})" if CJK.search(found[0]) and not found[0].startswith("_(") else found[0]

    return QUOTED.sub(mark, code)


def mark_tag(tag: str) -> str:
    return tag if VALUES_NOT_WORDS.match(tag) else mark_strings(tag)


def mark_element(element: str) -> str:
    """Mark the attributes that people read, and the words on a submit button."""
    part = SUBMIT_PART if SUBMIT.match(element) else ELEMENT_PART
    return part.sub(mark_part, element)


def mark_part(found: re.Match[str]) -> str:
    if found["tag"]:
        return mark_tag(found["tag"])
    if found["variable"]:
        return mark_strings(found["variable"])
    return f"{found['open']}{found['quote']}{mark_attribute(found['text'])}{found['quote']}"


def mark_attribute(text: str) -> str:
    pieces, end = [], 0
    for found in TAG_OR_BLOCK.finditer(text):
        pieces += [mark_text(text[end : found.start()]), mark_tag(found[0])]
        end = found.end()
    return "".join([*pieces, mark_text(text[end:])])


MARK = {"tag": mark_tag, "element": mark_element, "whole": str}


class Loader(FilesystemLoader):
    """Django's filesystem loader, marking Chinese as it reads."""

    def get_contents(self, origin: Origin) -> str:
        return transform(super().get_contents(origin))
