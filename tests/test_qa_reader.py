"""The built-in reader quotes one of several copies, names the others, and says where a version differs."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fakes import article

from index.archive import Archive
from index.encoder import Encoder
from qa.answering import Answer, AnswerChain
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


@pytest.fixture(scope="module")
def bridge(model: Encoder, tmp_path_factory: pytest.TempPathFactory) -> AnswerChain:
    archive = Archive.create(tmp_path_factory.mktemp("bridge") / "archive", model)
    list(archive.add([FIRST, LATER]))
    return AnswerChain(archive, Reader(archive))


def test_the_newest_is_quoted_and_the_earlier_version_after_it(bridge: AnswerChain) -> None:
    reply = bridge.invoke(Query(TOLL))
    assert isinstance(reply, Answer)
    quoted, note, other = reply.sentences[:3]
    assert (quoted.kind, quoted.text) == ("quote", BODY[0].replace("nine", "14"))
    assert (note.kind, note.text) == ("note", "An earlier version said:")
    assert (other.kind, other.verdict, other.text) == ("quote", "verbatim", BODY[0])
    assert [citation.marker for citation in reply.citations[:2]] == [1, 2]
    assert [listed.source for listed in reply.citations[0].also] == ["Reuters"]


def test_a_version_that_the_question_leaves_out_is_not_named(bridge: AnswerChain) -> None:
    reply = bridge.invoke(Query(TOLL, as_of=date(2019, 5, 4)))
    assert isinstance(reply, Answer)
    assert {sentence.kind for sentence in reply.sentences if "version" in sentence.text} == set()
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
    list(archive.add([replace(FIRST, published=published), LATER]))
    reply = AnswerChain(archive, Reader(archive)).invoke(Query(TOLL))
    assert isinstance(reply, Answer)
    assert note in [sentence.text for sentence in reply.sentences]
