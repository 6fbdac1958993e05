"""Logits to spans, by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.model import Reading, Span, decode, merged

LONGEST = 3
# The text's tokens are the third to the sixth of six: "Rain fell in Bergen".
RAIN = np.array([[0, 4], [5, 9], [10, 12], [13, 19]])


def _logits(starts: list[float], ends: list[float]) -> np.ndarray:
    return np.array([starts, ends], np.float32).T


def test_a_span_is_scored_beside_the_null_answer() -> None:
    logits = _logits([1.0, 9, 0, 0, 2, 4], [0.5, 9, 0, 0, 1, 3])
    reading = decode(logits, RAIN, 2, LONGEST)
    assert reading.null == 1.5
    assert reading.spans[0] == Span(13, 19, 4 + 3 - 1.5)
    assert reading.score == 5.5


def test_the_question_and_the_head_are_never_quoted() -> None:
    logits = _logits([0, 100, 0, 0, 0, 1], [0, 100, 0, 0, 0, 1])
    assert decode(logits, RAIN, 2, LONGEST).spans[0] == Span(13, 19, 2.0)


def test_a_span_has_at_most_so_many_tokens() -> None:
    logits = _logits([0, 0, 5, 0, 0, 0], [0, 0, 0, 1, 2, 9])
    assert decode(logits, RAIN, 2, 4).spans[0] == Span(0, 19, 14.0)
    assert decode(logits, RAIN, 2, LONGEST).spans[0] == Span(5, 19, 9.0)
    assert decode(logits, RAIN, 2, 1).spans[0] == Span(13, 19, 9.0)


def test_an_end_lies_behind_its_start() -> None:
    logits = _logits([0, 0, 0, 0, 0, 9], [0, 0, 9, 0, 0, 0])
    assert [(span.start, span.end) for span in decode(logits, RAIN, 2, LONGEST).spans[:2]] == [
        (0, 4),
        (13, 19),
    ]


def test_what_overlaps_a_better_span_is_left_out() -> None:
    logits = _logits([0, 0, 5, 4, 0, 0], [0, 0, 0, 5, 0, 0])
    # "Rain fell" leaves "in Bergen", its parts being as good: the first and shortest comes first.
    assert decode(logits, RAIN, 2, LONGEST).spans == (Span(0, 9, 10.0), Span(10, 12, 0.0), Span(13, 19, 0.0))


def test_a_token_that_spans_nothing_is_no_end_of_a_span() -> None:
    offsets = np.array([[0, 4], [4, 4], [10, 12], [13, 19]])
    logits = _logits([0, 0, 0, 9, 0, 0], [0, 0, 0, 9, 0, 0])
    spans = decode(logits, offsets, 2, LONGEST).spans
    assert spans == (Span(0, 4, 0.0), Span(10, 12, 0.0), Span(13, 19, 0.0))


def test_of_no_tokens_nothing_is_read() -> None:
    reading = decode(_logits([1, 2], [3, 4]), np.zeros((0, 2), np.int64), 2, LONGEST)
    assert reading == Reading((), 4.0)
    assert reading.score == -math.inf


def test_logits_that_are_no_numbers_give_no_span() -> None:
    assert decode(np.full((6, 2), np.nan, np.float32), RAIN, 2, LONGEST).spans == ()


@given(
    logits=st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=14),
    longest=st.integers(1, 5),
)
def test_the_best_span_is_the_best_of_all(logits: list[tuple[int, int]], longest: int) -> None:
    tokens = len(logits) - 1
    offsets = np.array([(2 * at, 2 * at + 1) for at in range(tokens)])
    reading = decode(np.array(logits, np.float32), offsets, 1, longest)
    every = {
        (2 * first, 2 * last + 1): logits[1 + first][0] + logits[1 + last][1] - sum(logits[0])
        for first in range(tokens)
        for last in range(first, min(first + longest, tokens))
    }
    assert reading.score == max(every.values())
    assert 1 <= len(reading.spans) <= 5
    assert all(every[span.start, span.end] == span.score for span in reading.spans)
    assert [span.score for span in reading.spans] == sorted(
        (span.score for span in reading.spans), reverse=True
    )
    covered = [at for span in reading.spans for at in range(span.start, span.end)]
    assert len(covered) == len(set(covered))


def test_windows_are_joined_best_first_and_tell_the_best_ones_null_score() -> None:
    first = Reading((Span(0, 4, 1.0), Span(10, 12, 0.5)), null=7.0)
    second = Reading((Span(10, 19, 3.0), Span(5, 9, 0.0)), null=-2.0)
    joined = merged("Rain fell in Bergen", [first, second])
    assert joined == Reading((Span(10, 19, 3.0), Span(0, 4, 1.0), Span(5, 9, 0.0)), null=-2.0)
    assert merged("", [Reading((), 7.0)]) == Reading((), 7.0)


def test_of_many_windows_five_spans_are_kept() -> None:
    readings = [Reading((Span(at, at + 1, float(at)),), 0.0) for at in range(9)]
    assert [span.start for span in merged("abcdefghi", readings).spans] == [8, 7, 6, 5, 4]


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("cafe\u0301 Noir", (0, 4), "cafe\u0301"),  # the tokenizer leaves the accent out
        ("e\u0301a", (1, 3), "e\u0301a"),
        ("a \u0301b", (2, 4), "\u0301b"),  # a mark on a space
        ("\U0001f44d\U0001f3fd up", (0, 1), "\U0001f44d\U0001f3fd"),  # a thumb and its skin
        ("\U0001f469\u200d\U0001f680!", (0, 1), "\U0001f469\u200d\U0001f680"),  # she is an astronaut
        ("don't", (0, 3), "don"),
        ("北京", (0, 1), "北"),
    ],
)
def test_a_letter_is_quoted_with_its_marks(text: str, span: tuple[int, int], expected: str) -> None:
    (found,) = merged(text, [Reading((Span(*span, 1.0),), 0.0)]).spans
    assert text[found.start : found.end] == expected
