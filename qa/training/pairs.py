"""What the reader learns from: questions with passages, and where the answer stands, or that none does.

The answerable questions of the training split as they are, and for teaching to refuse: the unanswerable
ones of the data; questions altered; the passage without the sentences that hold the answer; and passages
that are found for the question by its words and do not hold the answer.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from index.passages import sentence_spans
from qa.reading.headings import heading
from qa.training.altering import Alteration
from qa.training.news_questions import news_pairs
from qa.training.pair import Pair
from qa.training.sources import Example

__all__ = ["TITLED", "Pair", "Shares", "pairs"]

# The sources whose articles have names.
TITLED = ("squadshifts_new_wiki", "squad2_fragment", "xquad_en_rest", "qed", "nq_open_oracle")
_REVIEWS = ("squadshifts_reddit", "squadshifts_amazon")
_FIRST_DAY = date(1995, 1, 1)
_DAYS = 365 * 30


@dataclass(frozen=True, slots=True)
class Shares:
    """How many pairs of each kind there are for each answerable question, and how often others repeat.

    Attributes:
        qamr, reviews: how many of QAMR's questions are asked, and of those of Reddit's and Amazon's texts.
        altered, cut, found: of those that are asked, how many are asked once more where nothing answers;
            none of QAMR's, whose questions altered are seldom English and whose texts are one sentence.
    """

    qamr: float = 0.1
    reviews: float = 0.4
    altered: float = 0.25
    cut: float = 0.15
    found: float = 0.6
    unanswerable: int = 4
    news: float = 0.4


def pairs(examples: Sequence[Example], shares: Shares, seed: int) -> list[Pair]:
    """Return the pairs of one epoch, in random order; another seed draws others."""
    draw = random.Random(seed)  # noqa: S311  # a draw, no secret
    answerable = [example for example in examples if example.answers and example.source != "clapnq"]
    asked = dict.fromkeys(_REVIEWS, shares.reviews) | {"qamr": shares.qamr}
    chosen = [item for item in answerable if draw.random() < asked.get(item.source, 1.0)]
    made = [_answered(example, draw, examples, number) for number, example in enumerate(chosen)]
    for example in examples:
        if not example.answers:
            made += [
                _none("unanswerable", example, example.question, example.context, draw)
            ] * shares.unanswerable
    numbered = [(number, item) for number, item in enumerate(chosen) if item.source != "qamr"]
    texts = [item for _, item in numbered]
    made += _altered([item for item in texts if draw.random() < shares.altered], answerable, draw)
    made += _cut([item for item in texts if draw.random() < shares.cut], draw)
    made += _found([pair for pair in numbered if draw.random() < shares.found], examples, draw)
    made += [pair for pair in news_pairs(examples, draw) if draw.random() < shares.news]
    draw.shuffle(made)
    return made


def _head(example: Example, draw: random.Random) -> str:
    """Return a heading as at run time: with the title where there is one, and often a day."""
    title = None
    if example.source in TITLED and draw.random() < 0.6:
        title = example.article.replace("_", " ")
    day = _FIRST_DAY + timedelta(draw.randrange(_DAYS)) if draw.random() < 0.4 else None
    return heading(title, day)


def _answered(example: Example, draw: random.Random, examples: Sequence[Example], number: int) -> Pair:
    text, start = draw.choice(example.answers)
    context, end = example.context, start + len(text)
    if example.source == "qamr" and draw.random() < 0.5:
        # At run time a sentence stands among others.
        before = _other_sentence(examples, draw) if draw.random() < 0.6 else ""
        after = _other_sentence(examples, draw) if draw.random() < 0.6 else ""
        context, start, end = before + context + " " + after, start + len(before), end + len(before)
    return Pair("answer", example.question, _head(example, draw), context.rstrip(), start, end, number)


def _other_sentence(examples: Sequence[Example], draw: random.Random) -> str:
    for _ in range(50):
        other = draw.choice(examples)
        if other.source == "qamr":
            return other.context + " "
    return ""


def _none(kind: str, example: Example, question: str, text: str, draw: random.Random) -> Pair:
    return Pair(kind, question, _head(example, draw), text)


def _altered(chosen: Sequence[Example], answerable: Sequence[Example], draw: random.Random) -> Iterator[Pair]:
    by_source: dict[str, list[Example]] = defaultdict(list)
    for example in answerable:
        by_source[example.source].append(example)
    alterations = {
        source: Alteration(
            (item.question for item in items), dict.fromkeys(item.context for item in items), draw
        )
        for source, items in by_source.items()
    }
    for example in chosen:
        answers = [text for text, _ in example.answers]
        altered = alterations[example.source].alter(example.question, example.context, answers)
        if altered is not None:
            yield _none("altered", example, altered, example.context, draw)


def _cut(chosen: Sequence[Example], draw: random.Random) -> Iterator[Pair]:
    """Give passages without the sentences that hold an answer."""
    for example in chosen:
        context = example.context
        spans = sentence_spans(context, 0, len(context))
        held = [context[start:end] for start, end in spans if not holds(context[start:end], example)]
        rest = " ".join(held)
        if len(held) < len(spans) and len(rest) > 80:
            yield _none("cut", example, example.question, rest, draw)


def _found(
    chosen: Sequence[tuple[int, Example]], examples: Sequence[Example], draw: random.Random
) -> Iterator[Pair]:
    """Give passages that share the question's words, of the same source, without an answer's words."""
    contexts: dict[str, dict[str, Example]] = defaultdict(dict)
    for example in examples:
        contexts[example.source].setdefault(example.context, example)
    by_source: dict[str, list[tuple[int, Example]]] = defaultdict(list)
    for number, example in chosen:
        by_source[example.source].append((number, example))
    for source, items in by_source.items():
        others = list(contexts[source].values())
        vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", ngram_range=(1, 2))
        of_contexts = vectorizer.fit_transform(other.context for other in others).T.tocsc()
        for start in range(0, len(items), 500):
            batch = items[start : start + 500]
            scores = (vectorizer.transform(item.question for _, item in batch) @ of_contexts).toarray()
            for (number, item), row in zip(batch, scores, strict=True):
                best = [others[place] for place in np.argsort(-row)[:8] if row[place] > 0]
                fit = [
                    other
                    for other in best
                    if other.context != item.context and not holds(other.context, item)
                ]
                if fit:
                    other = draw.choice(fit[:3])
                    yield Pair("found", item.question, _head(other, draw), other.context, asked=number)


def holds(text: str, example: Example) -> bool:
    """Whether a text has the words of an answer."""
    return any(
        re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE) for answer, _ in example.answers
    )
