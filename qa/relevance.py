"""How well sentences fit a question that wants more than a span: seven measures, and a logistic model.

The weights come from `qa/calibration.py` (Cox, 1958; docs/decisions/0008 tells how).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.archive import Archive
from index.passages import Passage
from qa.candidates import Candidate
from qa.findings import Stated
from qa.questions import could_answer, missing_names, wanted

__all__ = ["FEATURES", "features_of", "sentences_in"]

FEATURES = (
    "sentence_cosine",  # of the question and the sentence
    "passage_cosine",  # of the question and the sentence's passage with its title
    "word_coverage",  # share of the question's words, by weight, that the sentence has
    "missing_names",  # names and numbers of the question that its article lacks, at most 3
    "kind_fits",  # 1 where the sentence holds the kind of thing asked for, 0 where not, else 0.5
    "kind_unknown",  # 1 where the question does not tell what kind of thing it asks for
    "span",  # the reading model's score of the best span in it, from -10 to 10; -10 where it found none
)
_SENTENCES = 60  # the most that are read
_NO_SPAN = -10.0

Matrix = NDArray[np.float64]


def sentences_in(passages: Sequence[Passage]) -> list[Stated]:
    """Return the sentences of passages, 60 at most."""
    return [Stated(passage, start, end) for passage in passages for start, end in passage.sentences][
        :_SENTENCES
    ]


def features_of(
    question: str, sentences: Sequence[Stated], archive: Archive, spans: Sequence[Candidate]
) -> tuple[Matrix, NDArray[np.float32]]:
    """Measure how sentences fit a question.

    Args:
        question: what is asked.
        sentences: n of them.
        archive: which holds them.
        spans: what the reading model found in their articles.

    Returns:
        the features of the sentences, shape (n, 7), and their unit vectors, shape (n, dimension).
    """
    best: dict[tuple[str, int], float] = {}
    for span in spans:
        place = (span.excerpt.article.id, span.sentence[0])
        best[place] = max(best.get(place, _NO_SPAN), min(span.score, -_NO_SPAN))
    encoder = archive.encoder
    vectors = encoder.encode([item.text for item in sentences])
    row = encoder.encode([question])[0]
    of_passages = archive.cosines(question, {item.passage.id: item.passage for item in sentences}.values())
    weights = archive.word_weights(question)
    total = sum(weights.values()) or 1.0
    wants = wanted(question)
    said = archive.words_of(item.text for item in sentences)
    features = []
    for item, cosine in zip(sentences, vectors @ row, strict=True):
        article = item.passage.article
        words = said[item.text]
        fits = could_answer(item.text, wants)
        around = f"{article.title or ''}\n{article.text}"
        features.append(
            (
                float(cosine),
                of_passages.get(item.passage.id, 0.0),
                sum(weight for word, weight in weights.items() if word in words) / total,
                float(min(3, missing_names(wants.names, around, article.published))),
                0.5 if fits is None else float(fits),
                float(fits is None),
                best.get((article.id, item.start), _NO_SPAN),
            )
        )
    return np.array(features, np.float64).reshape(-1, len(FEATURES)), vectors
