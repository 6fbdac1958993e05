"""Questions as the news is asked them: their answers stand where they say, and the refused are not told."""

import random
import re

import pytest

from qa.training.news_facts import clause_of
from qa.training.news_found import line_of
from qa.training.news_made import count_line, event_line, said_line
from qa.training.news_people import speaker
from qa.training.news_questions import news_pairs
from qa.training.sources import Example

SENTENCES = [
    "The ferry to Tallinn was delayed by fog in the strait.",
    "“We will rebuild the harbour at Linz,” said Transport Minister Ola Brenn.",
    "At least 12 people were killed when the roof came down.",
    "The lighthouse at Port Selt was closed on Friday.",
    "Ada Quill, the head of the Northern Growers' Union, left early.",
    "The council will vote on the plan for Brenton next week.",
    "Some orchards were lost to frost in the valley of the Selt.",
    "The harbour master was warned about the storm by Lisbon.",
]
STARTS = "Bren Sel Quil Mar Os Lin Tar Wen Hol Dal".split()
TOWNS = [start + end for start in STARTS for end in ("ton", "wick", "ford", "ham", "by")]
# Of two stories; and of towns, each with a statement.
EXAMPLES = [
    Example(str(number), "qamr", f"wikinews {number // 4}", text, "When was it?", ((text[:9], 0),))
    for number, text in enumerate(SENTENCES)
] + [
    Example(town, "wiki", town, f"The mill of {town} is used as a school.", "What?", (("mill", 4),))
    for town in TOWNS
]


def asked(text: str) -> dict[str, str]:
    """Return the questions on a sentence with their answers."""
    return {fact.question: text[fact.start : fact.end] for fact in line_of(text, "").facts}


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (SENTENCES[1], "What did Ola Brenn say?", "We will rebuild the harbour at Linz"),
        (SENTENCES[1], "What did Ola Brenn say about Linz?", "We will rebuild the harbour at Linz"),
        (SENTENCES[1], "Who said “We will rebuild the harbour at Linz”?", "Ola Brenn"),
        (SENTENCES[1], "What is Ola Brenn's position?", "Transport Minister"),
        (SENTENCES[2], "How many people were killed?", "At least 12"),
        (SENTENCES[3], "When was the lighthouse at Port Selt closed?", "Friday"),
        (SENTENCES[4], "Who is the head of the Northern Growers' Union?", "Ada Quill"),
        ("The police said the road was open again.", "What did the police say?", "the road was open again"),
        (
            "According to Ada Quill, the last orchard near Brenton was sold.",
            "What did Ada Quill say about Brenton?",
            "the last orchard near Brenton was sold",
        ),
        (
            "Ada Quill told reporters: “Nobody asked us before the dam was built.”",
            "What did Ada Quill say?",
            "Nobody asked us before the dam was built",
        ),
    ],
)
def test_a_sentence_of_the_news_is_asked_about(text, question, answer):
    assert asked(text)[question] == answer


@pytest.mark.parametrize(
    "text",
    [
        "He said the road was open again after the storm.",
        "Apple announced in 2005 that similar systems would be sold.",
        "It was the year in which the Final Four games were played.",
        "Schlafly said the law was made for the few .",
        'The "old" house, "Selt", said "no" to "all of us together".',
    ],
)
def test_what_no_rule_sees_for_sure_is_not_asked(text):
    assert not asked(text)


def test_a_statement_is_put_inside_a_sentence_and_turned_round():
    clause = clause_of("The old mill is closed to visitors in winter.")
    assert clause is not None
    assert clause.inside == "the old mill is closed to visitors in winter"
    assert clause.asked == "is the old mill closed to visitors in winter"
    assert clause.topics[0] == "the old mill"


@pytest.mark.parametrize(
    "text",
    [
        "This was the reason that they gave to us.",
        "Is the old mill closed in the winter?",
        "No verb here at all, sir.",
    ],
)
def test_what_points_back_or_tells_nothing_is_no_statement(text):
    assert clause_of(text) is None


@pytest.mark.parametrize("seed", range(40))
def test_a_made_sentence_has_its_answers_and_the_words_that_tell_them(seed):
    draw = random.Random(seed)
    clause = clause_of("The old mill is closed to visitors in winter.")
    assert clause is not None
    for line in (said_line(clause, None, speaker(draw), draw), event_line(draw), count_line(draw)):
        assert not re.search(r"[{}|~/]|  ", line.text)
        for fact in line.facts:
            assert line.answers(fact) or not fact.end
            if fact.question.startswith("What did") and fact.end:
                assert "mill is closed to visitors in winter" in line.text[fact.start : fact.end]


def test_answers_stand_in_the_passage_and_refusals_ask_in_the_same_forms():
    made = list(news_pairs(EXAMPLES, random.Random(1)))
    assert {"quotation", "role", "day", "count"} <= {pair.kind for pair in made}
    for pair in made:
        answer = pair.text[pair.start : pair.end]
        assert bool(answer) == (pair.kind != "news refused")
        assert answer == answer.strip()
        assert pair.question.endswith("?")


def test_a_refused_question_lacks_what_was_asked():
    for seed in range(20):
        for pair in news_pairs(EXAMPLES, random.Random(seed)):
            if pair.kind == "news refused" and "head of the Northern Growers" in pair.question:
                assert "Ada Quill" not in pair.text


def test_one_draw_gives_one_list_and_no_texts_give_none():
    assert list(news_pairs(EXAMPLES, random.Random(3))) == list(news_pairs(EXAMPLES, random.Random(3)))
    assert list(news_pairs(EXAMPLES, random.Random(3))) != list(news_pairs(EXAMPLES, random.Random(4)))
    assert list(news_pairs([], random.Random(3))) == []
