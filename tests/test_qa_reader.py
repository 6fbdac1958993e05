"""The built-in reader quotes what answers, every sentence cited; it declines what it does not read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fakes import PLAIN, HashEncoder, TableReader, article
from hypothesis import given, settings
from hypothesis import strategies as st

from index.archive import Archive
from index.dates import DateRange
from index.encoder import Encoder
from qa.answering import Abstention, Answer, AnswerChain, Done, Evidence, Reply, Said
from qa.query import Query
from qa.reader import Reader

BODY = (
    "At least nine people were killed when a road bridge over the river fell into the water on Tuesday.",
    "The bridge links the old town with the mills on the other bank, and some 20,000 cars cross it a day.",
    "Divers searched for those who are missing until it was dark, and will go on in the early morning.",
    "The cause is not known. Inspectors had asked for a limit of weight two years ago, officials said.",
)
FIRST = article("\n\n".join(BODY), "r", title="Bridge falls", published=date(2019, 5, 3), source="Reuters")
LATER = article(
    "\n\n".join(BODY).replace("nine", "14"),
    "p",
    title="Toll rises",
    published=date(2019, 5, 6),
    source="Post",
)
TOLL = "How many people were killed when the bridge fell?"
KNOWN = TableReader({TOLL: {"nine": 5.0, "14": 5.0}})


@pytest.fixture(scope="module")
def bridge(model: Encoder, tmp_path_factory: pytest.TempPathFactory) -> AnswerChain:
    archive = Archive.create(tmp_path_factory.mktemp("bridge") / "archive", model)
    list(archive.add([FIRST, LATER]))
    return AnswerChain(archive, Reader(archive, PLAIN, KNOWN))


def test_the_newest_is_quoted_and_the_other_report_after_it(bridge: AnswerChain) -> None:
    reply = bridge.invoke(Query(TOLL))
    assert isinstance(reply, Answer)
    quoted, note, other = reply.sentences[:3]
    assert (quoted.kind, quoted.text) == ("quote", BODY[0].replace("nine", "14"))
    assert (note.kind, note.text) == ("note", "Reuters said:")
    assert (other.kind, other.verdict, other.text) == ("quote", "verbatim", BODY[0])
    assert [citation.marker for citation in reply.citations[:2]] == [1, 2]
    assert [listed.source for listed in reply.citations[0].also] == ["Reuters"]


def test_a_version_that_the_question_leaves_out_is_not_named(bridge: AnswerChain) -> None:
    reply = bridge.invoke(Query(TOLL, as_of=date(2019, 5, 4)))
    assert isinstance(reply, Answer)
    assert {sentence.kind for sentence in reply.sentences if sentence.text.endswith(" said:")} == set()
    assert reply.citations[0].article.source == "Reuters"
    assert reply.citations[0].also == ()


@pytest.mark.parametrize(
    ("published", "note"),
    [
        (datetime(2019, 5, 6, 9, tzinfo=UTC), "Another version said:"),
        (None, "Another version said:"),
        (date(2019, 5, 5), "An earlier version said:"),
    ],
)
def test_only_what_is_known_to_be_earlier_is_called_so(
    model: Encoder, tmp_path: Path, published: date | None, note: str
) -> None:
    archive = Archive.create(tmp_path / "archive", model)
    list(archive.add([replace(FIRST, published=published, source="Post"), LATER]))
    reply = AnswerChain(archive, Reader(archive, PLAIN, KNOWN)).invoke(Query(TOLL))
    assert isinstance(reply, Answer)
    assert note in [sentence.text for sentence in reply.sentences]


# --- any question of any archive, with a reader that reads from a table --------------------------

RIVER = article(
    "The river rose in Lund on Sunday. Nine boats were lost. The cause is not known.\n\n"
    "Mayor Ada Berg said: “We will build a wall.” It costs 40 million. Nobody was hurt.",
    "river",
    title="Flood",
    published=date(2020, 5, 4),
    source="Norr",
)
BARE = article("Nine boats sank in the flood. A wall is planned in Lund.", "bare")
LUND = article("In Lund 14 boats were lost to the river, owners say.", "lund", published=date(2020, 6, 1))
KOREAN = article(
    "한국과 일본의 외교 당국자들이 서울에서 만나 무역 문제를 논의했다. 양측은 입장 차이를 확인했다.",
    "korean",
    language="ko",
)
QUESTIONS = (
    "How many boats were lost?",
    "How many boats are still missing?",
    "What is the wall about?",
    "What happened in May 2020?",
    "In May 2020?",
    "How many boats were lost in May 2020?",
    "Were nine boats lost?",
    "Who is the mayor of Lund?",
    "hello",
)
WORDS = ("Nine boats", "Nine", "14", "40 million", "Ada Berg", "lost. The cause", "a wall", "hurt", "Lund")


@pytest.fixture(scope="module")
def floods(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive.create(tmp_path_factory.mktemp("floods") / "archive", HashEncoder())
    list(archive.add([RIVER, BARE, LUND, KOREAN]))
    return archive


def check(reply: Reply) -> None:
    """Every sentence is a note or its citation's words; the short answer is part of the first."""
    if isinstance(reply, Abstention):
        assert reply.reason
        assert all(near.quote in near.article.text for near in reply.nearest)
        return
    quoted = [sentence for sentence in reply.sentences if sentence.kind != "note"]
    for sentence in quoted:
        (citation,) = sentence.citations
        assert sentence.verdict == "verbatim"
        assert sentence.text == citation.article.text[citation.start : citation.end]
    for sentence in reply.sentences:
        assert sentence.citations or sentence.text.endswith(":")
    assert [citation.marker for citation in reply.citations] == list(range(1, len(quoted) + 1))
    assert len({(citation.article.id, citation.start) for citation in reply.citations}) == len(quoted)
    assert reply.short_answer is None or reply.short_answer in quoted[0].text
    assert 0 <= reply.confidence <= 1


@settings(deadline=None, max_examples=60)
@given(
    question=st.sampled_from(QUESTIONS),
    known=st.dictionaries(st.sampled_from(WORDS), st.integers(-8, 12).map(float)),
    within=st.sampled_from([None, DateRange(date(2020, 5, 1), None), DateRange(None, date(2020, 5, 9))]),
    threshold=st.sampled_from([0.0, 0.2, 0.9]),
)
def test_every_sentence_of_every_answer_is_a_verbatim_slice(
    floods: Archive, question: str, known: dict[str, float], within: DateRange | None, threshold: float
) -> None:
    reader = Reader(floods, replace(PLAIN, threshold=threshold), TableReader({"": known}))
    *events, last = AnswerChain(floods, reader).stream(Query(question, within=within))
    assert isinstance(last, Done)
    check(last.reply)
    if isinstance(last.reply, Abstention) and last.reply.withheld:
        check(last.reply.withheld)
        assert last.reply.withheld.confidence <= threshold
    said = [event.sentence for event in events if isinstance(event, Said)]
    assert said == (list(last.reply.sentences) if isinstance(last.reply, Answer) else [])


def ask(archive: Archive, asked: Query | str, known: dict[str, float]) -> Reply:
    return AnswerChain(archive, Reader(archive, PLAIN, TableReader({"": known}))).invoke(asked)


def test_only_what_is_published_in_the_days_of_a_filter_is_quoted(floods: Archive) -> None:
    known = {"Nine": 5.0, "14": 5.0}
    for within, key in (
        (DateRange(date(2020, 5, 20), None), "lund"),
        (DateRange(None, date(2020, 5, 20)), "river"),
    ):
        reply = ask(floods, Query("How many boats were lost?", within=within), known)
        assert isinstance(reply, Answer)
        assert {citation.article.key for citation in reply.citations} == {key}


def test_a_question_of_some_days_is_answered_by_what_is_of_them(floods: Archive) -> None:
    reply = ask(floods, "How many boats were lost in June 2020?", {"Nine": 6.0, "14": 2.0})
    assert isinstance(reply, Answer)
    assert [citation.article.key for citation in reply.citations] == ["lund"]
    assert reply.short_answer == "14"


def test_a_question_of_nothing_but_days_is_told_what_happened(floods: Archive) -> None:
    reply = ask(floods, "In May 2020?", {})
    assert isinstance(reply, Answer)
    assert reply.citations[0].quote == "The river rose in Lund on Sunday."


def test_what_is_not_sure_enough_is_withheld_and_the_nearest_is_told(floods: Archive) -> None:
    reply = ask(floods, "How many boats were lost?", {"14": -1.6})  # 0.168 of 0.2
    assert isinstance(reply, Abstention)
    assert reply.reason == "The articles do not answer this."
    assert [near.quote for near in reply.nearest] == [LUND.text]
    assert reply.withheld is not None
    assert reply.withheld.citations[0].quote == LUND.text
    far = ask(floods, "How many boats were lost?", {"14": -3.0})  # 0.047: nothing to do with it
    assert isinstance(far, Abstention)
    assert far.nearest == ()


def test_where_no_span_is_read_the_articles_do_not_answer(floods: Archive) -> None:
    reply = ask(floods, "How many boats were lost?", {})
    assert isinstance(reply, Abstention)
    assert (reply.nearest, reply.withheld) == ((), None)


def test_without_passages_the_articles_do_not_answer(floods: Archive) -> None:
    reader = Reader(floods, PLAIN, TableReader({}))
    for question in ("How many boats were lost?", "What is the wall about?"):
        (event,) = reader.answer(Query(question), Evidence(()))
        assert isinstance(event, Done)
        assert isinstance(event.reply, Abstention)


def test_what_is_in_a_language_that_is_not_read_is_left_unread(
    floods: Archive, make_archive: Callable[..., Archive]
) -> None:
    model = TableReader({"": {"Nine": 5.0}})
    reply = AnswerChain(floods, Reader(floods, PLAIN, model)).invoke("How many boats were lost?")
    assert isinstance(reply, Answer)
    assert not any("한국" in text for text in model.seen)
    only = make_archive(KOREAN)
    unread = AnswerChain(only, Reader(only, PLAIN, model)).invoke("How many boats were lost?")
    assert isinstance(unread, Abstention)
    assert unread.reason.startswith("What was found is in Korean")
    assert unread.nearest[0].article.key == "korean"


def test_nothing_is_read_until_it_is_asked_or_warmed_up(floods: Archive) -> None:
    model = TableReader({})
    reader = Reader(floods, PLAIN, model)
    assert model.seen == []
    reader.warm_up()
    assert len(model.seen) == 1
