"""Pairs as tokens: what goes into the network, and which tokens answer."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index import bundled
from index.inference import Tokenizer
from qa.training.pairs import Pair

__all__ = ["Features", "Tokens", "batches", "tokenizer"]

_QUESTION = 48  # tokens that are kept of a question
_CLS, _SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Features:
    """One input.

    Attributes:
        ids: tokens, [CLS] question [SEP] heading text [SEP].
        second: the first token after the question's [SEP]: from there the token type is 1.
        start, end: the first and the last token of the answer; 0, that is [CLS], where there is none.
        first: the first token of the text: an answer stands from there to before the last [SEP].
        asked: as of the pair.
    """

    ids: tuple[int, ...]
    second: int
    first: int
    start: int
    end: int
    asked: int | None = None


def tokenizer() -> Tokenizer:
    """Return the bundled encoder's tokenizer, which neither cuts nor pads."""
    found = Tokenizer.from_file(str(bundled.folder() / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


class Tokens:
    """Makes features of pairs; of a longer text than so many tokens a part, the answer in it."""

    def __init__(self, longest: int = 160) -> None:
        self._tokenizer = tokenizer()
        self._longest = longest

    def features(self, pairs: Sequence[Pair], seed: int) -> list[Features]:
        """Return the features of pairs, in their order; the same seed cuts long texts the same."""
        draw = random.Random(seed)  # noqa: S311  # a draw, no secret
        questions = self._ids([pair.question for pair in pairs])
        heads = self._ids([pair.head for pair in pairs])
        texts = self._tokenizer.encode_batch([pair.text for pair in pairs], add_special_tokens=False)
        made = []
        for pair, question, head, text in zip(pairs, questions, heads, texts, strict=True):
            answer = _answer(pair, text.offsets)
            cut = self._cut(len(text.ids), answer, draw)
            prefix = (_CLS, *question[:_QUESTION], _SEP)
            before = len(prefix) + len(head)
            ids = (*prefix, *head, *text.ids[cut : cut + self._longest], _SEP)
            start, end = answer or (-1, -1)
            is_whole = cut <= start and end < cut + self._longest
            at = (before + start - cut, before + end - cut) if is_whole else (0, 0)
            made.append(Features(ids, len(prefix), before, *at, pair.asked))
        return made

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [found.ids for found in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def _cut(self, count: int, answer: tuple[int, int] | None, draw: random.Random) -> int:
        """Return the first token of the part of a text that is kept; where it begins tells nothing."""
        over = count - self._longest
        if over <= 0:
            return 0
        if answer is None:
            return draw.randint(0, over)
        low, high = max(0, answer[1] + 1 - self._longest), min(over, answer[0])
        return draw.randint(low, high) if low <= high else draw.randint(0, over)


def _answer(pair: Pair, offsets: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the first and last token that an answer touches; None where there is none."""
    touched = [at for at, (start, end) in enumerate(offsets) if start < pair.end and end > pair.start]
    return (touched[0], touched[-1]) if touched else None


def batches(features: Sequence[Features], size: int, tokens: int, seed: int) -> Iterator[list[int]]:
    """Give batches of like lengths in random order: places of features, so many tokens at most.

    The random order is of batches; which inputs share one depends on their lengths, noised. What is read
    for one question stands together, but where the limits part it.
    """
    draw = random.Random(seed)  # noqa: S311  # a draw, no secret
    groups: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for at, item in enumerate(features):
        groups[(True, at) if item.asked is None else (False, item.asked)].append(at)
    widths = [
        max(len(features[at].ids) for at in group) * draw.uniform(0.97, 1.03) for group in groups.values()
    ]
    order = [at for _, group in sorted(zip(widths, groups.values(), strict=True)) for at in group]
    starts, longest = [0], 0
    for place, at in enumerate(order):
        longest = max(longest, len(features[at].ids))
        if place - starts[-1] >= size or longest * (place - starts[-1] + 1) > tokens:
            starts.append(place)
            longest = len(features[at].ids)
    found = [order[start:end] for start, end in pairwise([*starts, len(order)]) if start < end]
    draw.shuffle(found)
    yield from found
