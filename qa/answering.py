"""From a question to a cited answer or an abstention: the chain, on one screen.

question -> dates -> the retriever's passages -> evidence of those dates -> the answerer -> events, a reply
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config
from langchain_core.runnables.config import patch_config

from index.archive import Archive
from index.dates import DateRange
from index.passages import Passage
from qa.citations import Citation, Sentence
from qa.days import asks_only_days, nothing_of, of_days, passages_of, written
from qa.query import Query, read_dates
from qa.retriever import ArchiveRetriever

__all__ = [
    "Abstention",
    "Answer",
    "AnswerChain",
    "Answerer",
    "Done",
    "Event",
    "Evidence",
    "Gathering",
    "Reply",
    "Said",
    "Searched",
]


@dataclass(frozen=True, slots=True)
class Gathering:
    """How much is retrieved for a question (docs/decisions/0018 tells what each was measured against).

    Attributes:
        passages: those that are retrieved.
        articles: of so many of the first articles, what stands around their best passage is taken, too.
        reach: so many passages before and after it: an article of the usual length is read whole.
    """

    passages: int = 10
    articles: int = 3
    reach: int = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages that an answer may rest on, the best first."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    Attributes:
        short_answer: a verbatim part of the first sentence quoted, where the question asks for one thing and
            the reader is sure.
        citations: those that the sentences use, in the order of their markers, and no other.
        confidence: the chance that it answers the question, from 0 to 1: that its first quotation does, or,
            where several together answer, the one that fits best.
        likeliest: what the short answer is, or would be if one had to be given: the best span. It
            is measured, never shown.

    Raises:
        ValueError: no sentence is supported, or the citations are not those used.
    """

    query: Query
    short_answer: str | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    evidence: Evidence
    confidence: float
    likeliest: str | None = None

    def __post_init__(self) -> None:
        if not any(sentence.verdict in ("verbatim", "checked") for sentence in self.sentences):
            raise ValueError("an answer has a supported sentence: else it is an abstention")
        used = {citation for sentence in self.sentences for citation in sentence.citations}
        if used != set(self.citations) or len(used) != len(self.citations):
            raise ValueError("an answer's citations are those that its sentences use")


@dataclass(frozen=True, slots=True)
class Abstention:
    """Not knowing, said plainly.

    Attributes:
        reason: one sentence for the person who asked.
        nearest: what the articles say about the nearest thing; not an answer.
        withheld: the answer that was not sure enough to be given. It is measured, never shown.
    """

    query: Query
    reason: str
    nearest: tuple[Citation, ...] = ()
    withheld: Answer | None = None


Reply = Answer | Abstention


@dataclass(frozen=True, slots=True)
class Searched:
    """The search is done; reading begins."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer, its verdict known."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Done:
    """The whole reply."""

    reply: Reply


Event = Searched | Said | Done


class Answerer(Protocol):
    """Answers from evidence. The last event is Done, and what was Said stands in its answer."""

    def answer(self, query: Query, evidence: Evidence) -> Iterator[Event]:
        """Give the events of answering."""


class AnswerChain(Runnable[Query | str, Reply]):
    """The chain as a LangChain runnable: `invoke` gives the reply, `stream` the events."""

    def __init__(self, archive: Archive, answerer: Answerer, gathering: Gathering | None = None) -> None:
        self._archive = archive
        self._answerer = answerer
        self._gathering = gathering or Gathering()

    def invoke(self, input: Query | str, config: RunnableConfig | None = None, **kwargs: Any) -> Reply:
        """Return the reply to a question."""
        return self._call_with_config(self._reply, input, config, run_type="chain", **kwargs)

    def stream(  # type: ignore[override]  # events are streamed, see below
        self, input: Query | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Event]:
        """Give the events of answering a question; the last is Done, with the reply."""
        # LangChain types a stream as chunks of the output; here it is events, of which the last
        # brings the output whole.
        events: Any = self._events_of_stream
        yield from cast(
            "Iterator[Event]",
            self._transform_stream_with_config(iter([input]), events, config, run_type="chain", **kwargs),
        )

    def _reply(
        self, query: Query | str, run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Reply:
        child = patch_config(config, callbacks=run_manager.get_child())
        for event in self._events(Query.of(query), child):
            if isinstance(event, Done):
                return event.reply
        raise AssertionError("an answerer ends with Done")

    def _events_of_stream(
        self,
        queries: Iterator[Query | str],
        run_manager: CallbackManagerForChainRun,
        config: RunnableConfig,
    ) -> Iterator[Event]:
        child = patch_config(config, callbacks=run_manager.get_child())
        for query in queries:
            yield from self._events(Query.of(query), child)

    def _events(self, asked: Query, config: RunnableConfig) -> Iterator[Event]:
        query = read_dates(asked)
        gathered = evidence = self.gather(query, ensure_config(config))
        if query.named:
            evidence = Evidence(of_days(query, gathered.passages, self._archive))
        yield Searched(evidence)
        if evidence.passages:
            yield from self._answerer.answer(query, evidence)
        elif query.named and gathered.passages:
            yield Done(Abstention(query, nothing_of(query.named, query.as_of, self._archive)))
        else:
            yield Done(Abstention(query, self._why_nothing(asked)))

    def gather(self, query: Query, config: RunnableConfig) -> Evidence:
        """Retrieve passages, and read on around the best one of each of the first articles."""
        most = self._gathering
        retriever = ArchiveRetriever.bounded_by(query, self._archive, most.passages)
        documents = retriever.invoke(query.question, config)
        found = self._archive.passages(int(document.id or 0) for document in documents)
        bare = asks_only_days(query)  # then what is nearest to its words is nothing
        if query.named and found and (bare or not of_days(query, found, self._archive)):
            found = passages_of(query, self._archive, most.passages) + found
        passages = {passage.id: passage for passage in found}
        best = {passage.article.id: passage for passage in reversed(found)}
        for article in list(dict.fromkeys(passage.article.id for passage in found))[: most.articles]:
            for passage in self._archive.around(best[article], most.reach):
                passages.setdefault(passage.id, passage)
        return Evidence(tuple(passages.values()))

    def _why_nothing(self, query: Query) -> str:
        if not self._archive.status().articles:
            return "The archive is empty: there is nothing to answer from."
        if query.within or query.sources:
            return "No article lies within the dates and sources that were asked for."
        if query.as_of and (first := self._archive.nearest_day(DateRange(query.as_of, query.as_of))):
            return f"No article was published by {written(query.as_of)}: the first is of {written(first)}."
        return "The articles do not answer this."
