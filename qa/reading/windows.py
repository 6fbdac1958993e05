"""What a reading model is given: the question, and as much of a text as it reads at once.

    [CLS] question [SEP] head, text [SEP]

A text that is longer is read in windows that overlap (Devlin et al.'s run_squad.py), each with the head.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.paragraphs import trim
from qa.reading.model import Reading, Text, merged

__all__ = ["Cutter", "Window", "read_windows"]

Numbers = NDArray[np.int64]

# The most tokens of the question, and of the head; at most a quarter of the window.
_PART = 64
# The part of a window that the next repeats; an answer lies whole in one of the two.
_OVERLAP = 1 / 3


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One run of a reading model.

    Attributes:
        ids, types: the tokens and the sequence each is of, shape (tokens,).
        first: which of them is the text's first.
        offsets: the code points of the text that each of its tokens spans, white space left out,
            shape (tokens of the text, 2).
    """

    ids: Numbers
    types: Numbers
    first: int
    offsets: Numbers


class Cutter:
    """Cuts texts into windows, with a tokenizer that neither truncates nor pads.

    Args:
        tokenizer: a pair of texts must begin with the token that stands for no answer.
        window: the most tokens of a window, special tokens counted in; at least 32.
        longest: the most tokens of an answer.

    Raises:
        ValueError: the tokenizer puts no token of its own before a pair.
    """

    def __init__(self, tokenizer: Tokenizer, window: int, longest: int) -> None:
        self._tokenizer = tokenizer
        self._part = min(_PART, window // 4)
        self._longest = longest
        pair = tokenizer.encode("a", "a")
        places = [place for place, part in enumerate(pair.sequence_ids) if part == 0]
        others = [place for place, part in enumerate(pair.sequence_ids) if part == 1]
        if not places or not others or not 0 < places[0] < others[0]:
            raise ValueError("no token before the question that could stand for no answer")
        # The special tokens before the question, between the two and behind them, as (ids, types).
        ids, types = np.array(pair.ids), np.array(pair.type_ids)
        cuts = (slice(places[0]), slice(places[-1] + 1, others[0]), slice(others[-1] + 1, None))
        self._frame = [(ids[cut], types[cut]) for cut in cuts]
        self._types = int(types[places[0]]), int(types[others[0]])
        self._room = window - sum(len(part) for part, _ in self._frame)

    def cut(self, question: str, texts: Sequence[Text]) -> list[list[Window]]:
        """Return the windows of each text, at least one; of the question the first 64 tokens are read."""
        asked = self._encode([question])[0].ids[: self._part]
        heads = self._encode([f"{text.head}\n" if text.head else "" for text in texts])
        bodies = self._encode([text.text for text in texts])
        return [
            list(self._windows(asked, head.ids[: self._part], body, text.text))
            for head, body, text in zip(heads, bodies, texts, strict=True)
        ]

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)

    def _windows(self, asked: list[int], head: list[int], body: Encoding, text: str) -> Iterator[Window]:
        offsets = np.array([trim(text, *span) for span in body.offsets], np.int64).reshape(-1, 2)
        room = self._room - len(asked) - len(head)
        overlap = min(max(int(room * _OVERLAP), self._longest - 1), room // 2)
        for start in range(0, max(len(body.ids) - overlap, 1), room - overlap):
            part = slice(start, start + room)
            yield self._framed(asked, head, body.ids[part], offsets[part])

    def _framed(self, asked: list[int], head: list[int], ids: list[int], offsets: Numbers) -> Window:
        before, between, behind = self._frame
        of_question, of_text = self._types
        read = np.array(head + ids, np.int64)
        parts = [
            before,
            (np.array(asked, np.int64), np.full(len(asked), of_question)),
            between,
            (read, np.full(len(read), of_text)),
            behind,
        ]
        first = len(before[0]) + len(asked) + len(between[0]) + len(head)
        return Window(
            np.concatenate([part for part, _ in parts]),
            np.concatenate([types for _, types in parts]),
            first,
            offsets,
        )


def read_windows(
    cutter: Cutter, question: str, texts: Sequence[Text], read: Callable[[list[Window]], list[Reading]]
) -> list[Reading]:
    """Return a reading for each text.

    Args:
        cutter: of the model's tokenizer.
        question: what is asked.
        texts: where it is looked for.
        read: gives a reading for each window.
    """
    windows = cutter.cut(question, texts) if texts else []
    readings = iter(read([window for some in windows for window in some]))
    return [
        merged(text.text, [next(readings) for _ in some]) for text, some in zip(texts, windows, strict=True)
    ]
