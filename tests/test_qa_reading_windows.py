"""Texts to windows, with the bundled encoder's tokenizer."""

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from index import bundled
from qa.reading.model import Text
from qa.reading.windows import Cutter, Window

CLS, SEP = 101, 102


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(bundled.folder() / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def _words(tokenizer: Tokenizer, window: Window) -> str:
    return " ".join(str(tokenizer.id_to_token(int(number))) for number in window.ids)


def test_a_window_is_the_question_the_head_and_the_text(tokenizer: Tokenizer) -> None:
    text = Text("Rain. 3 May 2020", " It fell in\nBergen. ")
    ((window,),) = Cutter(tokenizer, 320, 30).cut("Where did it fall?", [text])
    assert (
        _words(tokenizer, window)
        == "[CLS] where did it fall ? [SEP] rain . 3 may 2020 it fell in bergen . [SEP]"
    )
    assert window.types.tolist() == [0] * 7 + [1] * 11
    assert window.first == 12
    assert [text.text[start:end] for start, end in window.offsets] == ["It", "fell", "in", "Bergen", "."]


def test_without_a_head_the_text_follows(tokenizer: Tokenizer) -> None:
    ((window,),) = Cutter(tokenizer, 320, 30).cut("Where?", [Text("", "Bergen")])
    assert _words(tokenizer, window) == "[CLS] where ? [SEP] bergen [SEP]"
    assert window.first == 4


def test_the_tokens_are_those_of_the_whole_as_one_pair(tokenizer: Tokenizer) -> None:
    head, text = "Café “Noir”: naïve \u0130stanbul", "'Tis 東京 don't\u00a0e\u0301 [SEP] 🇰🇷 x\u200by"
    ((window,),) = Cutter(tokenizer, 320, 30).cut("What's up?", [Text(head, text)])
    pair = tokenizer.encode("What's up?", f"{head}\n{text}")
    assert window.ids.tolist() == pair.ids
    assert window.types.tolist() == pair.type_ids
    shift = len(head) + 1
    behind = [span for span in pair.offsets[window.first : -1] if span[0] >= shift]
    assert (window.offsets + shift).tolist() == [list(span) for span in behind]


def test_an_empty_text_is_a_window_without_tokens_of_its_own(tokenizer: Tokenizer) -> None:
    for text in ("", " \n"):
        ((window,),) = Cutter(tokenizer, 320, 30).cut("Where?", [Text("Rain", text)])
        assert window.offsets.shape == (0, 2)
        assert window.ids.tolist()[-1] == SEP


def test_of_a_long_question_and_a_long_head_64_tokens_are_read(tokenizer: Tokenizer) -> None:
    ((window,),) = Cutter(tokenizer, 320, 30).cut("where " * 100, [Text("rain " * 100, "Bergen")])
    words = _words(tokenizer, window)
    assert words.count("where") == words.count("rain") == 64
    assert words.endswith("bergen [SEP]")


@pytest.mark.parametrize("count", [189, 190, 400, 1000])
def test_a_long_text_is_read_in_windows_that_overlap(tokenizer: Tokenizer, count: int) -> None:
    # 320 tokens, less three special ones, two of the question and 64 of the head: 251; a third, 83, overlaps.
    text = Text("rain " * 100, " ".join(str(number % 10) for number in range(count)))
    (windows,) = Cutter(tokenizer, 320, 30).cut("Where?", [text])
    assert len(windows) == 1 + max(0, -(-(count - 251) // 168))
    assert max(len(window.ids) for window in windows) <= 320
    assert all(window.ids[0] == CLS and window.first == 68 for window in windows)
    places = [[start // 2 for start, _ in window.offsets] for window in windows]
    assert sorted({place for some in places for place in some}) == list(range(count))
    for answer in range(count - 29):
        assert any(some[0] <= answer and answer + 29 <= some[-1] for some in places)


def test_each_text_has_its_own_windows_in_order(tokenizer: Tokenizer) -> None:
    cutter = Cutter(tokenizer, 320, 30)
    texts = [Text("", "one"), Text("", "two " * 500), Text("", "three")]
    assert [len(windows) for windows in cutter.cut("Which?", texts)] == [1, 2, 1]
    assert cutter.cut("Which?", []) == []


def test_a_tokenizer_without_a_token_for_no_answer_is_refused() -> None:
    plain = Tokenizer(models.WordLevel({"a": 0}, unk_token="a"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    with pytest.raises(ValueError, match="no token before the question"):
        Cutter(plain, 320, 30)


def test_windows_hold_numbers(tokenizer: Tokenizer) -> None:
    ((window,),) = Cutter(tokenizer, 320, 30).cut("", [Text("", "x")])
    assert window.ids.tolist() == [CLS, SEP, 1060, SEP]
    assert window.ids.dtype == window.types.dtype == window.offsets.dtype == np.int64
