import time
from itertools import pairwise

import pytest
from fakes import HashEncoder, article
from hypothesis import given
from hypothesis import strategies as st

from index.encoder import Encoder
from index.head import read_head
from index.passages import Passage, encoded_text, sentence_spans, split

COUNT = HashEncoder().count

NEWSY = st.lists(
    st.sampled_from(
        [
            "U.S. Deputy Secretary Tony Blinken met Lt. Gen. Park on Nov. 28.",
            '"It is over," he said. "Not now."',
            "It also promised 1 billion yen ($8.9 million) to the foundation.",
            "“Is it?” she asked.",
            "No. 10 on the list 🚢 earned 3.5 percent more.",
            "Zoë’s café — closed…",
            "(END)",
            "Photo: AP",
            "1",
            "a" * 300,
            "word " * 400,
        ]
    ),
    min_size=1,
    max_size=12,
)
BREAKS = st.sampled_from(["\n", "\r\n", "\n\n", " ", "\r", "\n   "])


@given(st.text(min_size=1).filter(str.strip))
def test_passages_of_any_text_are_slices_in_order_that_cover_the_body(text: str) -> None:
    _check(text)


@given(NEWSY, BREAKS)
def test_passages_of_news_are_slices_in_order_that_cover_the_body(pieces: list[str], gap: str) -> None:
    _check(gap.join(pieces))


def _check(text: str) -> None:
    story = article(text)
    spans = split(story, COUNT, 64)
    assert spans
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    body = read_head(text).body or [(0, len(text))]
    lost = {
        place
        for start, end in body
        for place in range(start, end)
        if not text[place].isspace() and place not in covered
    }
    assert not lost, [text[place] for place in sorted(lost)]
    for start, end in spans:
        # A single character may be more tokens than fit; everything else is cut until it does.
        assert end - start == 1 or COUNT([text[start:end]])[0] <= 62


def test_a_passage_outside_its_text_cannot_be_built() -> None:
    story = article("Ten men.")
    assert Passage(1, story, 0, 3).text == "Ten"
    for start, end in ((0, 9), (3, 3), (-1, 2), (5, 4)):
        with pytest.raises(ValueError, match="no such span"):
            Passage(1, story, start, end)


@pytest.mark.parametrize(
    "sentences",
    [
        ["U.S. Deputy Secretary of State Tony Blinken met Lt. Gen. Park on Nov. 28.", "They spoke."],
        ["It offered 1 billion yen ($8.9 million).", "Seoul agreed."],
        ['"We will not go back," Mr. Lee said.', "He left at 5 p.m. Tuesday.", "Nobody spoke."],
        ["He met Dr. No.", "They left."],
        ["Shares of Acme Inc. fell 3.5 percent.", "No. 2 is Volt Corp. of Ohio."],
        ["“Is it over?” she asked.", "“No!” he replied."],
        ["The vote was 5-4.", "In Washington, D.C., it rained."],
        ["See www.example.com for more.", "Then came Prof. Kim."],
    ],
)
def test_sentences_of_news_stay_whole(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, 0, len(text))] == sentences


def test_a_quoted_speech_keeps_its_last_words() -> None:
    text = '"It is picking up," a source said, on condition of anonymity. "Seoul is setting up a committee."'
    first, second = sentence_spans(text, 0, len(text))
    assert text[slice(*first)].endswith("anonymity.")
    assert text[slice(*second)] == '"Seoul is setting up a committee."'


def test_paragraphs_end_sentences_and_wrapped_lines_do_not() -> None:
    text = "Floods rise\nThe river rose in the night.\n\nIt fell on Monday."
    assert [text[a:b] for a, b in sentence_spans(text, 0, len(text))] == [
        "Floods rise",
        "The river rose in the night.",
        "It fell on Monday.",
    ]
    wrapped = "The river that runs through the old part of the town rose\nin the night. It fell."
    assert [wrapped[a:b] for a, b in sentence_spans(wrapped, 0, len(wrapped))] == [
        "The river that runs through the old part of the town rose\nin the night.",
        "It fell.",
    ]


def test_the_title_is_encoded_and_is_no_part_of_the_span() -> None:
    story = article("Floods rise in Lund\n\nThe river rose in the night.\n", title="Floods rise in Lund")
    ((start, end),) = split(story, COUNT, 64)
    assert story.text[start:end] == "The river rose in the night."
    assert encoded_text(story.title, story.text[start:end]).startswith("Floods rise in Lund\nThe river")


def test_title_and_passage_fit_the_bundled_encoder(model: Encoder) -> None:
    text = "Kyrgyz-Kazakh antidisestablishmentarianism (GSOMIA) rose 3.5%. " * 60 + "x" * 3000
    story = article("Headline\n\n" + text, title="An unusually long headline about " * 20)
    spans = split(story, model.count, model.window)
    sizes = model.count([encoded_text(story.title, story.text[start:end]) for start, end in spans])
    assert max(sizes) + 2 <= model.window


@pytest.mark.parametrize(
    "unit", ["“", " ", "\t", "a\n", "word ", "x", "1 ", '"a. ', "The river runs on and on\n"]
)
def test_cutting_a_text_takes_time_in_proportion(unit: str) -> None:
    text = unit * (150_000 // len(unit)) + "x"
    started = time.perf_counter()
    spans = split(article(text), COUNT, 64)
    assert time.perf_counter() - started < 10  # quadratic took minutes
    assert max(end - start for start, end in spans) <= 4_000
