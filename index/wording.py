"""What is searched by words: the fields of a passage, and how a question's words are weighed in them.

Every figure here was chosen on questions over news and other texts; docs/decisions/0011 says what
each bought.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence

import tantivy

__all__ = ["Wording", "asked"]

# Words of asking and of politeness, and auxiliaries. Tantivy's English list, which the fields leave
# out too, has none of them. Other common words are left to their weight.
_QUESTION_WORDS = frozenset(
    """am anything been being can could describe did do does doing explain give had happen happened
    happens has have having he how i just know let like may me might must my our please really said
    say says she should show so something tell us was we were what what's when where which who whom
    who's whose why would you your""".split()
)
# A word with a capital or a digit inside a question is a name or a number, and seldom reworded.
_NAME = 1.25
# What a field's words count beside those of the passage and its title, stemmed.
_TITLE, _EXACT, _WHOLE = 0.25, 0.3, 0.3
# How many articles are ranked for what their whole text adds to their passages.
_ARTICLES = 200
_FIRST = "first"

# Runs of what is written without spaces, or with endings grown on: Han, kana, hangul.
_RUN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")

Terms = dict[str, float]
_Hits = list[tuple[float, tantivy.DocAddress]]


def asked(text: str) -> Terms:
    """Return the words of a text that say what it is about, as written, each with its weight."""
    words: Terms = {}
    for place, word in enumerate(re.findall(r"[\w'’.-]+", _spaced(text))):
        if word.lower().replace("’", "'") not in _QUESTION_WORDS:
            named = place > 0 and (word[0].isupper() or word[0].isdigit())
            words[word] = _NAME if named else 1.0
    return words


def _spaced(text: str) -> str:
    """Return a text in which Chinese, Japanese and Korean stand as overlapping pairs of characters.

    Their words are not set apart, so pairs are searched in their place, as Lucene's CJKAnalyzer does.
    """
    return _RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", text)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(max(1, len(run) - 1))]


class Wording:
    """The text fields of a tantivy schema, and the queries over them.

    `body` is the passage under its title, stemmed: one field, so that a word in both counts as one
    word that comes twice (Robertson, Zaragoza and Taylor, 2004). `exact` is the same unstemmed.
    `title` is the title alone. `whole` is all of an article, in the document of its first passage
    only; `article` names that passage in the documents of all.
    """

    def __init__(self, schema: tantivy.Schema, index: tantivy.Index) -> None:
        self._schema = schema
        self._stemming = _analyzer(stems=True)
        self._plain = _analyzer(stems=False)
        index.register_tokenizer("news", self._stemming)
        index.register_tokenizer("plain", self._plain)

    @staticmethod
    def add_fields(schema: tantivy.SchemaBuilder) -> None:
        """Add the fields to a schema."""
        for name, tokenizer in (("title", "news"), ("body", "news"), ("whole", "news"), ("exact", "plain")):
            schema.add_text_field(name, tokenizer_name=tokenizer, index_option="freq")
        schema.add_text_field("place", tokenizer_name="raw", index_option="basic")
        schema.add_unsigned_field("article", fast=True)

    @staticmethod
    def fill(document: tantivy.Document, title: str, texts: Sequence[str], place: int, first: int) -> None:
        """Put into a document the words of one passage.

        Args:
            document: where they go.
            title: of the article.
            texts: all passages of the article.
            place: which of them this is, from 0.
            first: the id of the article's first passage.
        """
        document.add_unsigned("article", first)
        own = _spaced(f"{title}\n{texts[place]}")
        document.add_text("title", _spaced(title))
        document.add_text("body", own)
        document.add_text("exact", own)
        if place == 0:
            document.add_text("place", _FIRST)
            document.add_text("whole", _spaced("\n".join((title, *texts))))

    def stems(self, words: Mapping[str, float]) -> Terms:
        """Return weighted words as `body` has them."""
        return _terms(self._stemming, words)

    def rarity(self, searcher: tantivy.Searcher, word: str) -> float:
        """Return BM25's weight of a stemmed word over the passages: log(1 + (N-n+.5)/(n+.5))."""
        return _rarity(searcher.num_docs, searcher.doc_freq("body", word))

    def rank(
        self,
        searcher: tantivy.Searcher,
        words: Mapping[str, float],
        k: int,
        required: Sequence[tantivy.Query],
    ) -> list[tuple[int, float]]:
        """Return the ids of the best passages and how much of the words each has, best first.

        BM25 with a lower bound for a word that occurs at all (Lv and Zhai, 2011, BM25+ with delta = 1),
        over what all words are worth where each stands once in a passage of the usual length.
        """
        stems = self.stems(words)
        worth = 2 * sum(weight * self.rarity(searcher, word) for word, weight in stems.items())
        clauses = [
            *self._clauses(searcher, "body", stems, 1.0),
            *self._clauses(searcher, "exact", _terms(self._plain, words), _EXACT),
            *(
                tantivy.Query.boost_query(self._term("title", word), _TITLE * weight)
                for word, weight in stems.items()
            ),
        ]
        hits = _search(searcher, clauses, required, k)
        of_article = self._articles(searcher, stems, required)
        shares = [
            (passage, (score + of_article.get(article, 0.0)) / worth)
            for passage, article, (score, _) in zip(
                _numbers(searcher, "passage", hits), _numbers(searcher, "article", hits), hits, strict=True
            )
        ]
        return sorted(shares, key=lambda hit: (-hit[1], hit[0]))

    def _articles(
        self, searcher: tantivy.Searcher, stems: Terms, required: Sequence[tantivy.Query]
    ) -> dict[int, float]:
        """Return what the best articles add to their passages, by the id of the first passage."""
        hits = _search(searcher, list(self._clauses(searcher, "whole", stems, _WHOLE)), required, _ARTICLES)
        articles = _numbers(searcher, "article", hits)
        return {article: score for article, (score, _) in zip(articles, hits, strict=True)}

    def _clauses(
        self, searcher: tantivy.Searcher, field: str, terms: Terms, weight: float
    ) -> Iterator[tantivy.Query]:
        """Give the parts of BM25+ for one field: BM25, and for each word that occurs its rarity."""
        every = searcher.num_docs
        # Tantivy counts all documents, also those that have no such field.
        having = searcher.doc_freq("place", _FIRST) if field == "whole" else every
        for word, own in terms.items():
            count = searcher.doc_freq(field, word)
            if count:
                rarity = _rarity(having, count)
                boost = weight * own * rarity / _rarity(every, count)
                yield tantivy.Query.boost_query(self._term(field, word), boost)
                yield tantivy.Query.const_score_query(self._term(field, word), weight * own * rarity)

    def _term(self, field: str, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, word, "freq")


def _search(
    searcher: tantivy.Searcher, clauses: list[tantivy.Query], required: Sequence[tantivy.Query], k: int
) -> _Hits:
    """Return the best documents that match a clause and all that is required, which weighs nothing."""
    if not clauses:
        return []
    ranked = tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])
    filters = [(tantivy.Occur.Must, tantivy.Query.boost_query(query, 0.0)) for query in required]
    query = tantivy.Query.boolean_query([(tantivy.Occur.Must, ranked), *filters])
    return list(searcher.search(query, limit=k, count=False).hits)


def _numbers(searcher: tantivy.Searcher, field: str, hits: _Hits) -> list[int]:
    return [int(value or 0) for value in searcher.fast_field_values(field, [at for _, at in hits])]


def _terms(analyzer: tantivy.TextAnalyzer, words: Mapping[str, float]) -> Terms:
    terms: Terms = {}
    for word, weight in words.items():
        for term in analyzer.analyze(word):
            terms[term] = max(weight, terms.get(term, 0.0))
    return terms


def _rarity(total: int, count: int) -> float:
    """Return BM25's inverse document frequency in the form that is never negative.

    Deleted documents are counted until their segment is merged, so there may seem to be more with
    the word than there are.
    """
    return math.log1p((max(total, count) - count + 0.5) / (count + 0.5))


def _analyzer(stems: bool) -> tantivy.TextAnalyzer:
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
    )
    return (builder.filter(tantivy.Filter.stemmer("english")) if stems else builder).build()
