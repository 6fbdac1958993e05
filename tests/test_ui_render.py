import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from index.article import Listed, digest_of
from index.details import Version
from qa.answering import Abstention, Answer, Evidence
from qa.citations import Citation, Gloss, Sentence
from qa.query import Query
from ui.describing import Shown, article_json
from ui.errors import InvalidOrigin
from ui.pages import Cited, article_page, message_page
from ui.render import (
    article_href,
    headline,
    plain_html,
    quote_check,
    reply_html,
    reply_text,
    version_name,
)
from ui.render_json import reply_json
from ui.server import parse_origin

STORY = article(
    "Ten men left. Nobody was hurt.",
    "story",
    title="Ten leave",
    published=date(2019, 11, 28),
    source="Yonhap",
    url="https://news.example/1",
    path="/news/story.txt",
)


def _answer(story: object = STORY, question: str = "Who left?") -> Answer:
    citation = Citation(1, story, 0, 13)  # type: ignore[arg-type]
    sentence = Sentence.quoting(citation)
    return Answer(Query(question), "Ten men", (sentence,), (citation,), Evidence(()), 0.75)


def test_an_answer_in_the_terminal() -> None:
    assert reply_text(_answer()) == (
        'Ten men [1]\n\n"Ten men left." [1]\n\n[1] Ten leave. Yonhap, 28 November 2019'
    )


def test_an_article_without_headline_and_date_says_so() -> None:
    bare = article("Ten men left. Nobody was hurt.", "bare")
    assert '[1] (no headline) "Ten men left." date unknown' in reply_text(_answer(bare))
    assert headline(bare) == ("Ten men left.", False)
    assert "(no headline)" in reply_html(_answer(bare))
    assert "date unknown" in reply_html(_answer(bare))


def test_an_abstention_in_the_terminal() -> None:
    nearest = (Citation(1, STORY, 14, 30),)
    text = reply_text(Abstention(Query("Who won?"), "The articles do not answer this.", nearest))
    assert text.startswith("The articles do not answer this.\n\nNearest, not an answer:")
    assert '"Nobody was hurt."' in text


def test_the_json_of_an_answer() -> None:
    timings = {"search_ms": 1.0, "answer_ms": 2.0}
    assert reply_json(_answer(), timings) == {
        "format": 1,
        "question": "Who left?",
        "status": "answered",
        "answer": '"Ten men left." [1]',
        "short_answer": "Ten men",
        "confidence": 0.75,
        "sentences": [
            {"text": "Ten men left.", "kind": "quote", "verdict": "verbatim", "citations": [1], "glosses": []}
        ],
        "citations": [
            {
                "marker": 1,
                "article_id": STORY.id,
                "title": "Ten leave",
                "published": "2019-11-28",
                "source": "Yonhap",
                "url": "https://news.example/1",
                "path": "/news/story.txt",
                "start": 0,
                "end": 13,
                "quote": "Ten men left.",
                "also": [],
            }
        ],
        "reason": None,
        "nearest": [],
        "timings": timings,
    }


def test_the_json_of_an_abstention() -> None:
    reply = Abstention(Query("Who won?"), "The articles do not answer this.", (Citation(1, STORY, 14, 30),))
    value = reply_json(reply, {"search_ms": 1.0, "answer_ms": 2.0})
    assert value["status"] == "abstained"
    assert (value["answer"], value["short_answer"], value["confidence"]) == (None, None, None)
    assert (value["sentences"], value["citations"]) == ([], [])
    assert value["reason"] == "The articles do not answer this."
    assert value["nearest"] == [
        {
            "article_id": STORY.id,
            "title": "Ten leave",
            "published": "2019-11-28",
            "start": 14,
            "end": 30,
            "quote": "Nobody was hurt.",
        }
    ]
    json.dumps(value)


def test_the_json_of_an_article_has_null_for_what_is_not_known() -> None:
    bare = article_json(Shown(article("Ten men left.", "bare")))
    for name in ("title", "published", "source", "url", "path", "place"):
        assert bare[name] is None
    assert bare["text"] == "Ten men left."


def test_a_terminal_is_not_steered_by_an_article() -> None:
    evil = article("\x1b[2J\x9b31mTen \u202emen left.", "evil", title="A\x07\nB")
    citation = Citation(1, evil, 0, len(evil.text))
    reply = Answer(Query("x"), None, (Sentence.quoting(citation),), (citation,), Evidence(()), 0.5)
    shown = reply_text(reply)
    assert not set(shown) & set("\x1b\x9b\x07\u202e")


class _Tags(HTMLParser):
    """Collects what a browser would make of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


OURS = {
    "a", "article", "blockquote", "body", "div", "em", "h1", "head", "html", "mark", "meta", "p", "span",
    "style", "title",
}  # fmt: skip
HOSTILE = st.one_of(
    st.text(min_size=1).filter(str.strip),
    st.lists(
        st.sampled_from(
            ["<script>alert(1)</script>", '" onload="x', "'>", "<img src=x onerror=alert(1)>", "</style>",
             "</mark>", "&lt;", "javascript:alert(1)", "\n\n# x", "$$x$$", "[a](javascript:b)",
             "\x00", "Ten men."]
        ),
        min_size=1,
    ).map(" ".join),
)  # fmt: skip


@given(HOSTILE, HOSTILE, st.data())
def test_nothing_rendered_lets_markup_through(text: str, title: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    story = article(text, key=title, title=title, source=title, url="javascript:" + title, place=title)
    citation = Citation(1, story, start, end)
    sentence = Sentence.quoting(citation)
    answer = Answer(Query("Why?"), title, (sentence,), (citation,), Evidence(()), 0.5)
    rendered = [
        reply_html(answer),
        reply_html(Abstention(Query("Why?"), title, (citation,))),
        plain_html(title),
        message_page(title),
        article_page(story, Cited(start, end, quote_check(citation.quote))),
        article_page(story, Cited(start, end, "something else")),
    ]
    for page in rendered:
        found = _Tags()
        found.feed(page)
        assert found.tags <= OURS
        assert "<script" not in page.lower()
        for name, value in found.attributes:
            assert not name.startswith("on")
            if name == "href":
                assert value.startswith(("/article/", "https://", "http://"))
    for chat in rendered[:3]:
        assert "\n" not in chat  # no blank line at which Markdown would begin


def test_the_page_highlights_the_cited_words() -> None:
    citation = Citation(1, STORY, 14, 30)
    page = article_page(STORY, Cited(14, 30, quote_check(citation.quote)))
    assert '<mark id="quote">Nobody was hurt.</mark>' in page
    assert "Yonhap · 28 November 2019" in page
    assert article_href(citation) == (
        f"/article/{STORY.id}?version={STORY.digest[:12]}&start=14&end=30"
        f"&check={quote_check('Nobody was hurt.')}#quote"
    )


@pytest.mark.parametrize(("start", "end"), [(0, 13), (14, 99), (5, 2), (-3, 4)])
def test_the_page_highlights_nothing_that_was_not_cited(start: int, end: int) -> None:
    page = article_page(STORY, Cited(start, end, quote_check("Nobody was hurt.")))
    assert "<mark" not in page
    assert "changed since it was cited" in page


def test_an_answer_given_before_an_update_still_shows_its_quotation() -> None:
    new = replace(STORY, text="Eleven men left. Nobody was hurt.", digest=digest_of(b"new"))
    versions = [Version(datetime(2019, 11, 29, 8, 5, tzinfo=UTC), STORY)]
    cited = Cited(0, 13, quote_check("Ten men left."), version_name(STORY))
    page = article_page(new, cited, versions)
    assert '<mark id="quote">Ten men left.</mark>' in page
    assert "updated on 29 November 2019, 08:05 UTC" in page
    assert "no longer stand" in page
    page = article_page(new, Cited(14, 30, quote_check("Nobody was hurt."), version_name(STORY)), versions)
    assert '<mark id="quote">Nobody was hurt.</mark>' in page
    assert "still stand" in page
    for before_versions_were_named in (Cited(0, 13, quote_check("Ten men left.")),):
        assert "Ten men left.</mark>" in article_page(new, before_versions_were_named, versions)
    purged = article_page(new, cited, [])
    assert "Ten men" not in purged
    assert "no longer stand" in purged
    now = article_page(new, None, versions)
    assert "Eleven" in now
    assert f'href="/article/{STORY.id}?version={version_name(STORY)}"' in now


def test_the_page_without_a_citation_is_just_the_article() -> None:
    page = article_page(STORY)
    assert "<mark" not in page
    assert "changed" not in page
    assert "Ten men left. Nobody was hurt." in page


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Example.org", "https://example.org"),
        ("https://example.org/", "https://example.org"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://example.org:443", "https://example.org"),
    ],
)
def test_an_origin_is_scheme_host_and_port(text: str, origin: str) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    ["", "*", "example.org", "https://*.example.org", "https://a.org/path", "https://a.org; script-src *",
     "https://a b", "'none'", "null", "ftp://a.org",
     "http://[::1]:8000", "https://a.org:99999", "https://a.org https://b.org"],
)  # fmt: skip
def test_anything_else_is_no_origin(text: str) -> None:
    with pytest.raises(InvalidOrigin, match=r"https://example\.org"):
        parse_origin(text)


def test_an_answer_that_was_held_back_is_shown_nowhere() -> None:
    reply = Abstention(Query("Who left?"), "The articles do not answer this.", (), _answer())
    shown = reply_text(reply) + reply_html(reply) + json.dumps(reply_json(reply, {}))
    assert "Ten men left" not in shown
    assert "withheld" not in shown


def test_the_other_articles_of_a_story_are_named_with_its_citation() -> None:
    others = [
        Listed(f"{n}", f"k{n}", "<b>Ten</b>", date(2019, 5, n), "<i>Wire</i>\n", None, None, "en")
        for n in range(1, 8)
    ]
    answer = _answer()
    citation = replace(answer.citations[0], also=tuple(others))
    answer = replace(answer, citations=(citation,), sentences=(Sentence.quoting(citation),))
    line = reply_text(answer).splitlines()[-1]
    assert "28 November 2019; also in <i>Wire</i>, 1 May 2019; <i>Wire</i>, 2 May 2019" in line
    assert line.endswith("5 May 2019; and 2 more")
    assert "also in &lt;i&gt;Wire&lt;/i&gt;, 1 May 2019" in reply_html(answer)
    assert "<i>" not in reply_html(answer)
    (cited,) = reply_json(answer, {})["citations"]  # type: ignore[misc]
    assert len(cited["also"]) == 7
    assert cited["also"][0] == {
        "article_id": "1",
        "title": "<b>Ten</b>",
        "published": "2019-05-01",
        "source": "<i>Wire</i>\n",
        "url": None,
    }


TOLD = article("Mark Esper arrived. He spoke on Tuesday.", "told", published=date(2021, 7, 29))


def _told(story: object = TOLD, name: str = "Mark Esper") -> Answer:
    citation = Citation(1, story, len(name) + 10, len(name) + 30)  # type: ignore[arg-type]
    glosses = (
        Gloss("referent", citation.start, citation.start + 2, name, (0, len(name))),
        Gloss("date", citation.start + 9, citation.start + 19, "27 July 2021", None),
    )
    sentence = Sentence.quoting(citation, glosses)
    return Answer(Query("Who spoke?"), None, (sentence,), (citation,), Evidence(()), 0.75)


def test_what_a_quotation_leaves_open_is_said_under_it_and_not_in_it() -> None:
    assert reply_text(_told()).split("\n")[:3] == [
        '"He spoke on Tuesday." [1]',
        '("He": Mark Esper; "on Tuesday": 27 July 2021)',
        "",
    ]
    page = reply_html(_told())
    assert 'He spoke on Tuesday. <a class="cd-mark"' in page
    gloss = (
        '<p class="cd-note cd-gloss">(&quot;He&quot;: Mark Esper; &quot;on Tuesday&quot;: 27 July 2021)</p>'
    )
    assert f"</blockquote>{gloss}" in page
    assert "cd-gloss" not in reply_html(_answer())


def test_a_short_answer_that_is_a_weekday_says_which_day_it_is() -> None:
    told = replace(_told(), short_answer="Tuesday")
    assert reply_text(told).split("\n")[0] == "Tuesday (27 July 2021) [1]"
    short = '<p class="cd-short">Tuesday <span class="cd-gloss">(27 July 2021)</span> <a class="cd-mark"'
    assert short in reply_html(told)
    assert reply_json(told, {})["short_answer"] == "Tuesday"  # verbatim; the gloss stands with its sentence


def test_the_speaker_of_a_quotation_is_said_under_it() -> None:
    story = article('"Ten left," Ola Hansen said. "All."', "spoken")
    citation = Citation(1, story, 29, 35)
    sentence = Sentence.quoting(citation, (Gloss("speaker", 29, 35, "Ola Hansen", (12, 22)),))
    answer = Answer(Query("Who left?"), None, (sentence,), (citation,), Evidence(()), 0.75)
    assert reply_text(answer).split("\n")[1] == "(said by Ola Hansen)"


def test_the_json_of_glosses() -> None:
    (sentence,) = reply_json(_told(), {})["sentences"]  # type: ignore[misc]
    assert sentence["text"] == "He spoke on Tuesday."
    assert sentence["glosses"] == [
        {
            "kind": "referent",
            "words": "He",
            "start": 20,
            "end": 22,
            "meaning": "Mark Esper",
            "at": [0, 10],
        },
        {
            "kind": "date",
            "words": "on Tuesday",
            "start": 29,
            "end": 39,
            "meaning": "27 July 2021",
            "at": None,
        },
    ]
    assert json.loads(json.dumps(sentence)) == sentence


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '" onload="x', "A\x1b[2J\u202eB", "<img src=x>", "</p><b>", "A\n\n# B"],
)
def test_a_name_in_a_gloss_lets_no_markup_through(name: str) -> None:
    story = article(f"{name} arrived. He spoke on Tuesday.", "evil", published=date(2021, 7, 29))
    answer = _told(replace(story, title="A story"), name)
    page = _Tags()
    page.feed(reply_html(answer))
    assert page.tags <= OURS
    assert "<script" not in reply_html(answer)
    assert not any(attribute.startswith("on") for attribute, _ in page.attributes)
    assert "\n" not in reply_html(answer)
    assert not set(reply_text(answer)) & set("\x1b\u202e")
    assert reply_text(answer).count("\n# ") == 0
