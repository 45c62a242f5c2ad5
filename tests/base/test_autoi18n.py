"""The loader that marks Chinese: pages read the same in Chinese, and every word can be translated."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation.template import templatize

from doudi.office.base.autoi18n import tokens, transform

ENGINE = Engine(
    builtins=["django.templatetags.i18n", "django.templatetags.static", "doudi.office.base.templatetags.ui"]
)
VALUES = {
    "name": "张<b>三</b>",
    "n": 3,
    "none": None,
    "case": {"number": "SQ1", "due": {"day": "11-26"}},
    "rows": ["一", "二"],
    "yes": True,
    "no": False,
}
SOURCES = {
    "plain text": "<p>家里有困难</p>",
    "a variable in a sentence": "<p>共 {{ n }} 条</p>",
    "a dotted variable": "<p>编号 {{ case.number }}，{{ case.due.day }} 到期</p>",
    "a filter": "<p>共 {{ rows|length }} 户，{{ rows|join:'、' }}</p>",
    "a filter with Chinese": '<p>经办：{{ none|default:"无" }}</p>',
    "a filter with spaces": '<p>经办：{{ none | default:"没 有" }}</p>',
    "the same variable twice": "<p>{{ n }} 件里的 {{ n }} 件</p>",
    "two that share a name": "<p>{{ case.number|lower }} 即 {{ case.number }}</p>",
    "escaped text": "<p>户主 {{ name }}</p>",
    "safe text": "<p>户主 {{ name|safe }}</p>",
    "a missing variable": "<p>经办 {{ nobody.name }}。</p>",
    "none": "<p>值是 {{ none }}</p>",
    "a percent sign": "<p>完成 50%，还剩 {{ n }}%</p>",
    "an entity": "<p>张&nbsp;三 &amp; 李四</p>",
    "if inside text": "<p>共 {% if yes %}{{ n }} 件{% else %}没有{% endif %}，请处理</p>",
    "if comparing Chinese": '{% if name == "张三" %}是{% else %}否{% endif %}',
    "inline elements": "<p>月人均 <b>{{ n }}</b> 元，<strong>低于</strong>标准</p>",
    "an inline element alone": "<p><b>受理</b></p>",
    "an inline element that is cut": "<p>共 <b>{% if yes %}{{ n }} 件{% endif %}</b>，好</p>",
    "an attribute": '<a title="打开" aria-label="打开 {{ case.number }}" href="#">开</a>',
    "if in an attribute": '<a title="{% if yes %}打开{% else %}关闭 {{ n }}{% endif %}">开</a>',
    "if around an attribute": '<a {% if yes %}title="打开"{% endif %}{% if n > 2 %} id="a"{% endif %}>开</a>',
    "single quotes": "<a title='打开'>开</a>",
    "a quote in an attribute": """<input placeholder="姓名" value="{{ none|default:"无" }}">""",
    "a submit button": '<input type="submit" value="提交">',
    "a value is not words": '<option value="云溪镇">云溪镇</option>',
    "text over lines": "<p>第一行\n   第二行 end\n  of 三</p>",
    "a textarea": "<textarea>第一行\n第二行</textarea>",
    "a script": "<script>var a = '中文';</script><style>.a::before{content:'中文'}</style>",
    "comments": "{# 注释 #}<!-- 注释 -->{% comment %}注释 {{ n }}{% endcomment %}",
    "verbatim": "{% verbatim %}<p>{{ 原样 }}</p>{% endverbatim %}",
    "by hand": "{% blocktranslate count c=n %}{{ c }} 件{% plural %}{{ c }} 件{% endblocktranslate %}",
    "translate by hand": '{% translate "手工" %}',
    "a loop": "<ul>{% for row in rows %}<li>第 {{ forloop.counter }} 户 {{ row }}</li>{% endfor %}</ul>",
    "a tag with words": '{% with label="标签" %}{{ label }}{% endwith %}{% tag "已办结" "ok" %}',
    "a date": '{{ none|date:"Y年n月j日" }}',
    "less than": "<p>收入 < 标准，3 < 5</p>",
    "no Chinese": '<p>{{ n }} of {{ rows|join:"," }} <b>x</b></p>',
}


def shown(source: str) -> str:
    with translation.override("zh-hans"):
        return ENGINE.from_string(source).render(Context(VALUES))


def squeezed(text: str) -> str:
    """Without the line breaks in text, which a browser shows as a space and the loader as nothing."""
    return re.sub(r"\s*\n\s*", "", text)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_a_marked_template_reads_the_same_in_chinese(source: str) -> None:
    marked = shown(transform(source))
    if "<textarea>" in source:
        assert marked == shown(source)
    else:
        assert squeezed(marked) == squeezed(shown(source)) or " ".join(marked.split()) == " ".join(
            re.sub(r"(?<=[一-龥])\s*\n\s*(?=[一-龥])", "", shown(source)).split()
        )


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_marking_twice_changes_nothing_that_is_shown(source: str) -> None:
    assert shown(transform(transform(source))) == shown(transform(source))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_cutting_into_pieces_loses_nothing(source: str) -> None:
    assert "".join(piece for _kind, piece in tokens(source)) == source


def messages(source: str) -> set[str]:
    """The message ids that the catalogue would get."""
    code = templatize(transform(source))
    return {eval(text) for text in re.findall(r"(?:gettext|_)\(u?((?:'[^']*')|(?:\"[^\"]*\"))", code)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>共 {{ n }} 条</p>", {"共 %(n)s 条"}),
        ("<p>编号 {{ case.number }}</p>", {"编号 %(case_number)s"}),
        ("<p>月人均 <b>{{ n }}</b> 元</p>", {"月人均 <b>%(n)s</b> 元"}),
        ("<p><b>受理</b><br>说明</p>", {"受理", "说明"}),
        ("<p>完成 50%</p>", {"完成 50%%"}),
        ('<a title="打开">开</a>', {"打开", "开"}),
        ('<a data-confirm="真的？" data-id="7">x</a>', {"真的？"}),
        ('{% panel "进度" note="说明" %}x{% endpanel %}', {"进度", "说明"}),
        ('{% include "x.html" with title="标题" %}', {"标题"}),
        ('<div {% include "x.html" with label="标题" %}></div>', {"标题"}),
        ('{{ x|default:"无" }}', {"无"}),
        ('<p>甲 {{ x|default:"无" }}</p>', {"甲 %(x)s", "无"}),
        ('<input type="submit" value="提交">', {"提交"}),
        ('<option value="云溪镇">a</option>', set()),
        ('{% if a == "中" %}x{% endif %}', set()),
        ("<p>第一行\n   第二行</p>", {"第一行第二行"}),
        ("<script>'中文'</script>{# 中 #}<!-- 中 -->", set()),
    ],
)
def test_each_piece_of_chinese_becomes_one_message(source: str, expected: set[str]) -> None:
    assert messages(source) == expected


def test_a_translation_is_shown_and_variables_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = {"户主 %(name)s": "Head %(name)s", "打开": "Open"}
    monkeypatch.setattr("django.utils.translation._trans.gettext", lambda text: catalogue.get(text, text))
    source = '<a title="打开">户主 {{ name }}</a>'
    html = ENGINE.from_string(transform(source)).render(Context(VALUES))
    assert html == '<a title="Open">Head 张&lt;b&gt;三&lt;/b&gt;</a>'


def test_every_template_compiles_and_leaves_no_chinese_unmarked() -> None:
    folder = Path(settings.PACKAGE) / "templates"
    for file in sorted(folder.rglob("*.html")):
        marked = transform(file.read_text(encoding="utf-8"))
        code = templatize(marked, origin=str(file))
        rest = re.sub(r"(?:gettext|_)\(u?(?:'[^']*'|\"[^\"]*\")\)|#.*", "", code)
        assert not re.search(r"[\u3400-\u9fff]", rest), file
