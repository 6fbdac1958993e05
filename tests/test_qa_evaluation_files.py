"""Question files, whole and broken; what they name in an archive; what is asked of it."""

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from fakes import article

from index.archive import Archive
from qa.answering import Abstention, Answer, Done, Event, Evidence
from qa.citations import Citation, Sentence
from qa.errors import EvaluationError, UnreadableQuestions
from qa.evaluation.answerers import load_answerer
from qa.evaluation.asked import Asked, Place, question_id
from qa.evaluation.asking import Asking
from qa.evaluation.citing import Verbatim
from qa.evaluation.evaluating import choose
from qa.evaluation.gold import locate, relevant_passages
from qa.evaluation.journal import Journal
from qa.evaluation.records import Record
from qa.evaluation.squad import read_questions
from qa.query import Query

DAM = article(
    "The dam at Orlo broke on Monday. Seventeen people died.\n\nThe mayor, Ada Lind, resigned on Friday.",
    "news/dam.txt",
    title="Dam breaks",
    path="/data/news/dam.txt",
    published=date(2014, 3, 4),
)
RAIN = article("Rain fell on Tuesday. No one was hurt by it.", "rain", published=date(2014, 3, 6))
SQUAD = {
    "data": [
        {
            "title": "Orlo_Dam",
            "paragraphs": [
                {
                    "context": "The dam broke in 2014. It was old.",
                    "qas": [
                        {"id": "1", "question": "When?", "answers": [{"text": "2014", "answer_start": 17}]},
                        {"id": "2", "question": "Why?", "answers": [], "is_impossible": True},
                        {
                            "id": "3",
                            "question": "Off by one?",
                            "answers": [{"text": "old", "answer_start": 29}],
                        },
                        {"id": "4", "question": "Unanswered?", "answers": []},
                    ],
                }
            ],
        }
    ]
}


def write(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), "utf-8")
    return path


class Says:
    """Answers with given spans of an article, whatever is asked; declines where it is not sure."""

    def __init__(self, *spans: tuple[int, int], story=DAM, confidence=0.8, threshold=0.5, short=None):
        self.spans, self.story, self.short = spans, story, short
        self.confidence, self.threshold = confidence, threshold

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        citations = tuple(Citation(n, self.story, *span) for n, span in enumerate(self.spans, 1))
        sentences = tuple(Sentence.quoting(citation) for citation in citations)
        answer = Answer(query, self.short, sentences, citations, evidence, self.confidence)
        sure = self.confidence >= self.threshold
        yield Done(answer if sure else Abstention(query, "The articles do not answer this.", (), answer))


def span(words: str, story=DAM) -> tuple[int, int]:
    start = story.text.index(words)
    return start, start + len(words)


@pytest.fixture
def archive(make_archive: Callable[..., Archive]) -> Archive:
    return make_archive(DAM, RAIN)


def test_a_whole_line_is_read(tmp_path: Path):
    line = {
        "id": 7,
        "question": " Who died? ",
        "answers": ["seventeen", "17", "17"],
        "articles": ["dam.txt"],
        "quotes": ["Seventeen people died."],
        "answerable": True,
        "as_of": "2014-03",
        "kind": "who",
    }
    file, paragraphs = read_questions(write(tmp_path / "q.jsonl", line))
    assert paragraphs is None
    assert file.questions == [
        Asked(
            id="7",
            question="Who died?",
            answers=("seventeen", "17"),
            articles=("dam.txt",),
            quotes=("Seventeen people died.",),
            answerable=True,
            as_of=date(2014, 3, 31),
            kind="who",
        )
    ]


def test_only_the_question_is_needed_and_its_id_stays_the_same(tmp_path: Path):
    first, _ = read_questions(write(tmp_path / "a.jsonl", {"question": "Who?"}))
    second, _ = read_questions(write(tmp_path / "b.jsonl", {"question": "Why?"}, {"question": "Who?"}))
    assert first.questions[0].id == second.questions[1].id == question_id("Who?")
    assert first.questions[0].answerable is None


def test_answers_make_a_question_answerable(tmp_path: Path):
    file, _ = read_questions(write(tmp_path / "q.jsonl", {"question": "Who?", "answers": ["Ada"]}))
    assert file.questions[0].answerable is True


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"question": "Who?"', "line 2: it is not JSON"),
        ("[1]", "line 2: it is not a JSON object"),
        ('{"id": "a"}', "line 2: question: field required"),
        ('{"question": 3}', "line 2: question: input should be a valid string"),
        ('{"question": "  "}', "line 2: the question is empty"),
        ('{"question": "Who?", "answers": "Ada"}', "line 2: answers: input should be a valid list"),
        ('{"question": "Who?", "as_of": "yesterday"}', "line 2: as_of: not a date"),
        ('{"question": "Who?", "answerable": "no"}', "line 2: answerable: input should be a valid boolean"),
        (
            '{"question": "Who?", "answerable": false, "answers": ["Ada"]}',
            "line 2: answerable is false, but answers",
        ),
        ('{"id": "good", "question": "Again?"}', "line 2: the id 'good' is taken by line 1"),
        ('{"question": "' + "long, " * 200 + "." + '"}', "line 2: the question has 1,201 characters"),
    ],
)
def test_a_broken_line_is_left_out_and_said(tmp_path: Path, line: str, why: str):
    file, _ = read_questions(write(tmp_path / "q.jsonl", {"id": "good", "question": "Who?"}, line))
    assert [asked.id for asked in file.questions] == ["good"]
    assert len(file.skipped) == 1
    assert file.skipped[0].startswith(why)


def test_a_field_that_is_not_known_is_pointed_out(tmp_path: Path):
    file, _ = read_questions(write(tmp_path / "q.jsonl", {"question": "Who?", "anwsers": ["Ada"]}))
    assert file.warnings == [
        "the field 'anwsers' (1 times) is not known, and ignored: did you mean 'answers'?"
    ]


def test_a_json_list_and_a_gzipped_file_are_read(tmp_path: Path):
    listed, _ = read_questions(write(tmp_path / "q.json", '\n[{"question": "Who?"}, 3]'))
    assert (len(listed.questions), listed.skipped) == (1, ["item 2: it is not a JSON object"])
    (tmp_path / "q.jsonl.gz").write_bytes(gzip.compress(b'\xef\xbb\xbf{"question": "Who?"}\r\n'))
    zipped, _ = read_questions(tmp_path / "q.jsonl.gz")
    assert zipped.questions == listed.questions


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"Who died?\n", "no question that can be asked: line 1: it is not JSON"),
        ("\xff\xfeW\x00h\x00".encode("latin-1"), "is not UTF-8"),
        (gzip.compress(b'{"question": "Who?"}' * 1000)[:40], "cut short or damaged"),
        (b"\x1f\x8bnonsense", "cut short or damaged"),
        (
            b'{"data": [{"paragraphs": [{"qas": []}]}]}',
            "no question that can be asked: paragraph 1: it has no text",
        ),
        (b"[]", "no question that can be asked: it is an empty list"),
        (b'{"data": []}', "no question that can be asked"),
        (json.dumps(SQUAD).encode()[:200], "SQuAD's JSON, but not whole"),
        (b"[" * 100_000, "no question that can be asked"),
    ],
)
def test_a_file_without_questions_is_refused_in_one_line(tmp_path: Path, source: bytes, why: str):
    (tmp_path / "q").write_bytes(source)
    with pytest.raises(UnreadableQuestions, match=why) as caught:
        read_questions(tmp_path / "q")
    assert "\n" not in str(caught.value)
    with pytest.raises(UnreadableQuestions, match="cannot read"):
        read_questions(tmp_path)


def test_squad_gives_paragraphs_places_and_what_has_no_answer(tmp_path: Path):
    file, paragraphs = read_questions(write(tmp_path / "squad.json", SQUAD))
    assert paragraphs is not None
    (key, paragraph), = paragraphs.items()  # fmt: skip
    assert (paragraph.title, paragraph.text) == ("Orlo Dam", "The dam broke in 2014. It was old.")
    when, why, mended = file.questions
    assert when.places == (Place(key, 17, 21),)
    assert (why.answerable, why.answers, why.places) == (False, (), ())
    assert mended.places == (Place(key, 30, 33),)  # where "old" does stand
    assert {asked.group for asked in file.questions} == {"Orlo_Dam"}
    assert file.skipped == ["question 4: it has no answer and is not marked impossible"]


def test_one_bad_question_of_squad_leaves_the_others(tmp_path: Path):
    bad = json.loads(json.dumps(SQUAD))
    asked = bad["data"][0]["paragraphs"][0]["qas"]
    asked += [
        {"id": "5", "answers": []},
        {"id": "6", "question": "Start?", "answers": [{"text": "old"}]},
        {"id": "7", "question": "Null?", "answers": None},
        {"id": "8", "question": "Half \ud800?", "answers": [{"text": "old", "answer_start": 30}]},
        3,
    ]
    bad["data"] += [None, {"paragraphs": [{"context": 3, "qas": []}, {"context": "It rained."}]}]
    file, paragraphs = read_questions(write(tmp_path / "squad.json", bad))
    assert [question.id for question in file.questions] == ["1", "2", "3"]
    assert len(paragraphs) == 2
    told = " | ".join(file.skipped)
    for where in ("question 5: question:", "question 6: answers.0.answer_start", "question 7: answers:"):
        assert where in told
    assert "question 8: it holds half of a surrogate pair" in told
    assert "paragraph 2: it has no text" in told
    assert file.warnings == ["question 3: its answer stands at 30, not at 29"]


def test_a_wrong_offset_is_mended_to_the_nearest_place(tmp_path: Path):
    context = "In 1967 it fell. It rose, and in 1967 it stood."
    asked = {"id": "1", "question": "When?", "answers": [{"text": "1967", "answer_start": 35}]}
    squad = {"data": [{"title": "T", "paragraphs": [{"context": context, "qas": [asked]}]}]}
    file, _ = read_questions(write(tmp_path / "squad.json", squad))
    assert file.questions[0].places[0].start == context.rindex("1967")


@pytest.mark.parametrize(
    "text",
    ['{\n  "question": "Who?",\n  "id": ""\n}', '{"question": "Who?"}\r{"question": "\\ud800?"}\r'],
)
def test_odd_but_readable_files(tmp_path: Path, text: str):
    (tmp_path / "q.jsonl").write_bytes(text.encode())
    file, _ = read_questions(tmp_path / "q.jsonl")
    assert [question.id for question in file.questions] == [question_id("Who?")]


def test_a_draw_is_the_seeds_and_keeps_the_order():
    questions = [Asked(str(number), "Who?") for number in range(50)]
    first, second, other = choose(questions, 10, 1), choose(questions, 10, 1), choose(questions, 10, 2)
    assert first == second != other
    assert [int(asked.id) for asked in first] == sorted(int(asked.id) for asked in first)
    assert choose(questions, 99, 1) == tuple(questions)
    with pytest.raises(EvaluationError, match="--limit 0"):
        choose(questions, 0, 1)


@pytest.mark.parametrize("name", [DAM.id, "news/dam.txt", "/data/news/dam.txt", "dam.txt"])
def test_an_article_is_found_by_id_key_path_and_the_end_of_it(archive: Archive, name: str):
    assert archive.find(name) == DAM
    assert archive.find("am.txt") is None
    assert archive.find("") is None


def test_a_name_that_fits_two_articles_fits_none(make_archive: Callable[..., Archive]):
    archive = make_archive(
        article("One here.", "a/x.txt", path="a/x.txt"), article("Two.", "b/x.txt", path="b/x.txt")
    )
    assert archive.find("x.txt") is None
    assert archive.find("b/x.txt").text == "Two."


def test_an_article_is_found_by_its_url_as_anyone_writes_it(make_archive: Callable[..., Archive]):
    story = article("One here.", "https://news.example/dam", url="https://news.example/dam")
    archive = make_archive(story)
    assert archive.find("https://news.example/dam") == story
    assert archive.find("https://NEWS.example/dam?utm_source=mail#top") == story
    assert archive.find("https://news.example/other") is None


def test_what_the_archive_lacks_is_said(archive: Archive):
    asked = Asked("1", "Who?", articles=("dam.txt", "gone.txt"), quotes=("Seventeen people", "Not there."))
    gold = locate(asked, archive)
    assert list(gold.articles) == [DAM.id]
    assert gold.spans == [(DAM.id, *span("Seventeen people"))]
    assert gold.missing == ["article 'gone.txt'", "quote 'Not there.'"]


def test_a_passage_is_right_that_holds_half_of_a_quote(make_archive: Callable[..., Archive]):
    story = article(" ".join(f"Sentence number {n} tells of the dam." for n in range(60)), "long")
    archive = make_archive(story)
    passages = archive.passages_of(story)
    assert len(passages) > 2
    quote = passages[1].text[-20:]
    gold = locate(Asked("1", "Who?", articles=("long",), quotes=(quote,)), archive)
    assert relevant_passages(gold, archive) == {passages[1].id}
    across = story.text[passages[0].start : passages[2].end]
    gold = locate(Asked("1", "Who?", articles=("long",), quotes=(across,)), archive)
    assert relevant_passages(gold, archive)  # no passage holds half of it: those with the most


def ask(archive: Archive, answerer: object, **known) -> Record:
    return Asking(archive, answerer, Verbatim()).ask(Asked("1", "How many people died in Orlo?", **known))


def test_a_right_answer_is_scored(archive: Archive):
    record = ask(
        archive,
        Says(
            span("Seventeen people died."),
            span("The mayor, Ada Lind, resigned on Friday."),
            short="Seventeen",
        ),
        answers=("seventeen",),
        articles=("dam.txt",),
        quotes=("Seventeen people died.",),
        answerable=True,
        kind="how many",
    )
    assert record.right is record.forced_right is True
    assert (record.declined, record.confidence, record.stands_on) == (False, 0.8, (DAM.id,))
    expected = {
        "reading/em": 1.0,
        "reading/answerable_f1_forced": 1.0,
        "reading/whole/em": 0.0,
        "reading/whole/f1": pytest.approx(2 * (1 / 9) / (1 / 9 + 1)),  # nine words but for "the"
        "citation/precision": 1.0,
        "citation/recall": 1.0,
        "citation/quote_overlap": 1.0,
        "citation/quote_precision": 0.5,
        "abstention/answered_of_answerable": 1.0,
        "abstention/right_of_answered": 1.0,
        "retrieval/article/Hits@10": 1.0,
        "retrieval/passage/Hits@10": 1.0,
    }
    assert {path: record.scores[path] for path in expected} == expected
    assert "abstention/precision" not in record.scores
    assert record.latency_ms["total"] == pytest.approx(
        record.latency_ms["search"] + record.latency_ms["answer"], abs=0.01
    )
    assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record


def test_an_answer_held_back_counts_as_silence_and_is_scored_as_forced(archive: Archive):
    says = Says(span("Seventeen people died."), confidence=0.2, short="Seventeen")
    record = ask(archive, says, answers=("seventeen",), articles=("dam.txt",), answerable=True)
    assert (record.declined, record.right, record.forced_right, record.confidence) == (True, False, True, 0.2)
    assert record.scores["reading/answerable_f1"] == 0
    assert record.scores["reading/answerable_f1_forced"] == 1
    assert record.scores["abstention/precision"] == 0
    assert record.sentences == record.citations == ()


@pytest.mark.parametrize(("confidence", "right"), [(0.8, False), (0.2, True)])
def test_where_there_is_no_answer_declining_is_right(archive: Archive, confidence: float, right: bool):
    says = Says(span("Seventeen people died."), confidence=confidence)
    record = ask(archive, says, answerable=False, articles=("dam.txt",))
    assert (record.right, record.forced_right) == (right, False)
    assert record.scores["reading/unanswerable_f1"] == record.scores["abstention/recall"] == float(right)
    assert not any(path.startswith("retrieval") for path in record.scores)
    assert "reading/answerable_f1" not in record.scores


def test_quotes_that_are_not_cited_count_against_the_citations(archive: Archive):
    record = ask(archive, Says(span("Seventeen people died.")), quotes=("Rain fell",), answerable=True)
    assert record.right is False
    assert record.scores["citation/quote_overlap"] == record.scores["citation/quote_recall"] == 0


def test_a_question_of_which_only_the_article_is_known_is_not_judged(archive: Archive):
    for confidence in (0.8, 0.2):
        says = Says(span("Seventeen people died."), confidence=confidence)
        record = ask(archive, says, articles=("dam.txt",), answerable=True)
        assert record.right is record.forced_right is None
        assert "reading/right" not in record.scores


def test_gold_that_the_archive_lacks_is_not_held_against_the_answer(archive: Archive):
    says = Says(span("Seventeen people died."))
    record = ask(archive, says, articles=("dam.txt",), quotes=("Not there.",), answerable=True)
    assert (record.right, record.missing) == (None, ("quote 'Not there.'",))
    half = ask(archive, says, articles=("dam.txt", "gone.txt"), answerable=True)
    assert not any(path.startswith("retrieval") for path in half.scores)


def test_what_is_not_given_is_not_scored(archive: Archive):
    record = ask(archive, Says(span("Seventeen people died.")))
    assert (record.right, record.forced_right, record.stands_on) == (None, None, ("1",))
    assert set(record.scores) == {"citation/precision", "citation/recall"}


def test_the_right_words_from_a_wrong_article_are_not_right(archive: Archive):
    known = {"answers": ("no", "one"), "articles": ("dam.txt",), "answerable": True}
    wrong = Says(span("No one was hurt by it.", RAIN), story=RAIN)
    assert ask(archive, wrong, **known).right is False
    # Without an article named, the words decide; a bare "no" never does.
    assert ask(archive, wrong, answers=("one",), answerable=True).right is True
    assert ask(archive, wrong, answers=("no",), answerable=True).right is False


def test_quotes_alone_are_found_in_what_is_cited(archive: Archive):
    record = ask(archive, Says(span("Seventeen people died.")), quotes=("Seventeen people",), answerable=True)
    assert record.right is True
    assert record.scores["citation/quote_overlap"] == 1
    assert record.missing == ()


def test_a_citation_into_an_article_that_changed_is_not_supported(archive: Archive):
    says = Says(span("Seventeen people died."))
    list(archive.add([article("Nothing of it was true. It was all a mistake of ours.", DAM.key)]))
    scores = ask(archive, says, answerable=True).scores
    assert scores["citation/recall"] == scores["citation/precision"] == 0


def test_what_was_published_later_is_not_searched(archive: Archive):
    record = ask(archive, load_answerer("first", archive).answerer, as_of=date(2014, 3, 5))
    assert {shown.article for shown in record.citations} == {DAM.id}
    later = Asking(archive, load_answerer("first", archive).answerer, Verbatim()).ask(
        Asked("2", "Who was hurt by rain on Tuesday?", as_of=date(2013, 1, 1))
    )
    assert later.declined


def test_the_baselines_are_what_they_say(archive: Archive):
    known = {"answers": ("Seventeen",), "articles": ("dam.txt",), "answerable": True}
    never = ask(archive, load_answerer("none", archive).answerer, **known)
    assert (never.declined, never.confidence, never.scores["reading/f1"]) == (True, 0.0, 0.0)
    first = ask(archive, load_answerer("first", archive).answerer, **known)
    assert (first.declined, first.confidence) == (False, 1.0)
    with pytest.raises(EvaluationError, match="no reader 'best'"):
        load_answerer("best", archive)
    with pytest.raises(EvaluationError, match="from 0 to 1"):
        load_answerer("builtin", archive, 3)
    with pytest.raises(EvaluationError, match="no threshold"):
        load_answerer("none", archive, 0.3)


def test_a_calibration_file_is_a_reader_and_another_file_is_none(archive: Archive, tmp_path: Path):
    shipped = Path(__file__).parent.parent / "qa" / "calibration.json"
    measured = load_answerer(str(shipped), archive, 0.9)
    assert (measured.name, measured.threshold) == (str(shipped), 0.9)
    with pytest.raises(EvaluationError, match="is no calibration"):
        load_answerer(str(write(tmp_path / "x.json", {"fitted": {"weights": 3}})), archive)


def test_a_journal_gives_back_whole_records_only(archive: Archive, tmp_path: Path):
    record = ask(archive, Says(span("Seventeen people died.")))
    with Journal(tmp_path, "run") as journal:
        assert list(journal.records()) == []
        journal.add(record)
        journal.add(record)
        path = tmp_path / "run.jsonl"
        path.write_bytes(path.read_bytes()[:-5])
        with pytest.raises(EvaluationError, match="running already"), Journal(tmp_path, "run"):
            pass
    with Journal(tmp_path, "run") as journal:
        assert list(journal.records()) == [record]
        journal.add(record)  # after what was cut short is gone
        assert list(journal.records()) == [record, record]
        journal.forget()
        assert list(journal.records()) == []
