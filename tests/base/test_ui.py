"""The tags of the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory

from doudi.office.base.templatetags import ui


def shown(source: str, address: str = "/cases/", **context: Any) -> str:
    request = RequestFactory().get(address)
    html = engines["django"].from_string(source).render(context, request)
    return " ".join(html.split())


def test_an_icon_is_drawn_in_the_page_and_hidden_from_readers() -> None:
    assert '<path d="' in shown('{% icon "bell" %}')
    assert 'aria-hidden="true"' in shown('{% icon "bell" %}')


def test_an_icon_with_words_is_read_aloud_and_the_words_are_escaped() -> None:
    html = shown('{% icon "bell" words tone="ok" %}', words='"><b>')
    assert 'role="img" aria-label="&quot;&gt;&lt;b&gt;"' in html
    assert 'class="ic ok"' in html


def test_a_misspelt_icon_is_an_error_and_a_missing_package_is_not(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError):
        ui.drawing("no-such-icon")
    settings.NODE_MODULES = tmp_path
    assert ui.drawing.__wrapped__("bell") == ""


def test_a_tag_escapes_its_words() -> None:
    html = shown('{% tag words "warn" "clock" big=True %}', words="<b>")
    assert '<span class="tag warn big"><svg' in html
    assert "&lt;b&gt;</span>" in html


@pytest.mark.parametrize(
    ("left", "working", "words"),
    [
        (3, True, "剩 3 个工作日"),
        (0, True, "今天到期"),
        (-2, True, "超期 2 个工作日"),
        (7, False, "剩 7 天"),
        (-1, False, "超期 1 天"),
        (None, True, ""),
    ],
)
def test_a_deadline_says_how_long(left: int | None, working: bool, words: str) -> None:
    assert ui.days_left(left, working) == words


@pytest.mark.parametrize(("left", "tone"), [(5, ""), (2, "warn"), (0, "warn"), (-1, "bad"), (None, "")])
def test_a_deadline_is_red_only_when_overdue(left: int | None, tone: str) -> None:
    assert ui.deadline(date(2026, 11, 26), left)["tone"] == tone


def test_a_deadline_shows_the_day_the_reason_and_that_it_is_provisional() -> None:
    html = shown('{% deadline due 1 provisional=True explain="/why/" %}', due=date(2026, 11, 26))
    assert 'datetime="2026-11-26"' in html
    assert "暂定" in html
    assert 'href="/why/"' in html
    assert shown("{% deadline None %}") == ""


def test_a_heading_sorts_and_turns_round() -> None:
    first = shown('{% th "编号" sort="number" %}', "/cases/?q=a&page=3")
    assert 'href="/cases/?q=a&amp;sort=number"' in first
    assert "aria-sort" not in first
    up = shown('{% th "编号" sort="number" num=True %}', "/cases/?sort=number")
    assert 'aria-sort="ascending"' in up
    assert "sort=-number" in up
    down = shown('{% th "编号" sort="number" %}', "/cases/?sort=-number")
    assert 'aria-sort="descending"' in down
    assert 'href="/cases/?sort=number"' in down


def test_a_heading_without_sort_is_plain() -> None:
    assert shown('{% th "编号" %}') == '<th scope="col">编号</th>'


def test_paging_keeps_the_filter() -> None:
    pages = Paginator(range(30), 10)
    html = shown("{% paging page export='/out/' %}", "/cases/?q=a&page=2", page=pages.get_page(2))
    assert "共 30 条，第 2 / 3 页" in html
    assert 'href="/cases/?q=a&amp;page=1"' in html
    assert 'href="/cases/?q=a&amp;page=3"' in html
    assert 'href="/out/?q=a&amp;format=xlsx"' in html
    only = shown("{% paging page %}", page=Paginator([1], 10).get_page(1))
    assert "上一页" not in only
    assert "下一页" not in only


def test_a_panel_holds_its_body_and_its_corner() -> None:
    html = shown('{% panel "进度" note="说明" count=0 id="p" %}体{% corner %}角{% endpanel %}')
    assert html.startswith('<section class="panel" aria-label="进度" id="p"> <header> <h2>进度</h2>')
    assert '<span class="tag ">0</span>' in html
    assert '<div class="end">角</div>' in html
    assert html.endswith('<div class="body">体</div> </section>')


def test_a_flush_panel_has_no_padding_and_a_panel_in_a_panel_is_its_own() -> None:
    html = shown(
        '{% panel "外" flush=True %}{% panel "内" level=3 %}里{% endpanel %}{% corner %}外角{% endpanel %}'
    )
    assert "<h3>内</h3>" in html
    assert html.count('<div class="end">') == 1
    assert html.count('<div class="body">') == 1


@pytest.mark.parametrize("source", ["{% panel %}{% endpanel %}", '{% panel "a" b %}{% endpanel %}'])
def test_a_panel_that_is_written_wrongly_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        shown(source)


def test_money_masks_and_comparisons_are_filters() -> None:
    assert shown("{{ 189400|yuan }}") == "1,894.00"
    assert shown("{{ '13800005521'|mask_phone }}") == "138****5521"
    assert shown("{{ 'a'|same:'a' }} {{ 'a'|same:'b' }}") == "true false"
    assert shown("{{ 'bad'|tone_icon }} {{ ''|tone_icon }}") == "x-circle-fill info-circle-fill"


def test_pages_of_staff_and_citizens_load_no_foreign_file_and_hold_no_inline_code() -> None:
    folder = settings.PACKAGE / "templates"
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert " style=" not in text, file
        assert "<style" not in text, file
        assert "javascript:" not in text, file
        assert " onclick=" not in text, file
        assert 'src="http' not in text, file
        for script in text.split("<script")[1:]:
            assert script.split(">")[1].startswith("</script"), file
