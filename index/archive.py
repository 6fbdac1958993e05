"""Archive: articles in, ranked passages out. The one class that users of index/ touch."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrivals import Outcome
from index.article import Arrival, Article, Listed
from index.care import check
from index.catalogue import Catalogue
from index.collapsing import also_told, best_of_stories, named, represented, told_otherwise
from index.dates import DateRange
from index.derived import Derived, Indexes
from index.details import Page, Version
from index.encoder import Encoder, load_encoder
from index.errors import ArticleNotFound, EncoderMismatch, IndexDamaged
from index.facts import Told
from index.folders import make_empty, size_of
from index.keys import normalise_url
from index.languages import language_of
from index.lexicon import Lexicon
from index.locking import writing
from index.passages import SPLITTER, Passage
from index.ranking import Days, Hit, Ranking, rank
from index.reencoding import BESIDE, reencode
from index.replacing import RESTORING
from index.scope import Scope
from index.snapshot import Manifest
from index.upkeep import Upkeep
from index.writing import store

__all__ = ["Archive", "Status"]

# Articles that one transaction removes.
_REMOVED = 500


@dataclass(frozen=True, slots=True)
class Status:
    """What an archive holds.

    Attributes:
        encoder: the encoder's name and the start of its weights' hash.
        backends: which code made how many of the vectors.
        index: how vectors and words are searched.
        bytes: what the folder takes on disk.
        changed: when the last generation was committed.
        languages: how many articles are in each, None standing for those whose language is not known.
        unread: the languages among them that the encoder does not know: what is in them is found by its
            words alone.
        newest: the day of the newest article.
    """

    articles: int
    passages: int
    encoder: str
    backends: tuple[tuple[str, int], ...]
    dimension: int
    index: str
    bytes: int
    generation: int
    changed: datetime | None
    languages: tuple[tuple[str | None, int], ...] = ()
    unread: tuple[str, ...] = ()
    newest: date | None = None


class Archive:
    """An archive folder. Any number of readers and one writer may use it at a time.

    Raises:
        ArchiveNotFound: there is no archive in the folder.
        EncoderMismatch: it was made with another encoder than the one given.
        ArchiveDamaged: what is stored cannot be read.
    """

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self.folder = folder
        self._catalogue = Catalogue(folder)
        with self._catalogue.read() as snapshot:
            manifest = snapshot.manifest()
        self._encoder = encoder or load_encoder(manifest.encoder)
        self._identity = manifest.identity
        if encoder is not None and encoder.name != manifest.encoder:
            self._check_encoder(manifest)
        self._derived = Derived(folder, self._catalogue)
        # A question is encoded for the search and again for the reading of what was found.
        self._question = lru_cache(maxsize=64)(self._encode_question)

    @classmethod
    def create(cls, folder: Path, encoder: Encoder | None = None) -> "Archive":
        """Open the archive in a folder; where there is none, make an empty one.

        Raises:
            ArchiveError: the folder holds something else, or cannot be written.
        """
        catalogue = Catalogue(folder)
        if not catalogue.exists:
            make_empty(folder)
            encoder = encoder or load_encoder()
            manifest = Manifest(encoder.name, encoder.identity, encoder.dimension, SPLITTER)
            with writing(folder):
                if not catalogue.exists:
                    catalogue.create(manifest)
        return cls(folder, encoder)

    @property
    def encoder(self) -> Encoder:
        """The encoder of the archive's vectors."""
        return self._encoder

    @property
    def generation(self) -> int:
        """How many changes were committed."""
        with self._catalogue.read() as snapshot:
            return snapshot.manifest().generation.number

    @property
    def version(self) -> str:
        """Name the archive as it is now: another text after every committed change."""
        with self._catalogue.read() as snapshot:
            manifest = snapshot.manifest()
        return f"{manifest.generation.number}-{manifest.generation.stamp}-{manifest.identity}"

    @property
    def passage_count(self) -> int:
        """How many passages are stored."""
        with self._catalogue.read() as snapshot:
            return snapshot.manifest().passages

    def warm_up(self) -> None:
        """Load the encoder and the indexes now, so that the first question does not wait for them."""
        self._question("warm")
        self._indexes()

    def _check_encoder(self, manifest: Manifest) -> None:
        if self._encoder.identity != manifest.identity:
            raise EncoderMismatch(
                f"{self.folder} was encoded with {manifest.encoder} ({manifest.identity[:12]}), not "
                f"with {self._encoder.name} ({self._encoder.identity[:12]}): use that one, or "
                f"re-encode with citedesk reindex --archive {self.folder} "
                f"--encoder {self._encoder.name}"
            )

    def add(self, articles: Iterable[Arrival]) -> Iterator[Outcome]:
        """Store articles, and say of each what was done with it, once it is safe on disk and to be found.

        An article whose key is known is replaced where its source bytes changed, else left as it is.

        Raises:
            ArchiveBusy: another process is writing.
        """
        with writing(self.folder):
            with self._catalogue.read() as snapshot:
                self._check_encoder(snapshot.manifest())
            upkeep = Upkeep(self.folder, self._catalogue)
            held: list[Outcome] = []  # stored, and not yet to be found by words
            try:
                upkeep.follow()  # what a writer that was stopped has left undone
                for outcomes in store(self._catalogue, self._encoder, articles):
                    held += outcomes
                    if upkeep.keep_pace():
                        yield from held
                        held = []
                upkeep.follow()
                yield from held
            finally:
                upkeep.finish()

    def remove(
        self, articles: Iterable[str], purge: bool = False, versions_only: bool = False
    ) -> Iterator[int]:
        """Remove articles by their ids, and all their versions; give how many are gone so far, safely.

        Args:
            articles: their ids; what is not there is passed over.
            purge: leave no byte of what was removed in the folder, now and before.
            versions_only: remove what the articles said before they were updated, and leave them;
                counts versions.

        Raises:
            ArchiveBusy: another process is writing; or, purging, still reads the old content.
        """
        with writing(self.folder):
            upkeep = Upkeep(self.folder, self._catalogue)
            removed, waiting = 0, list(articles)
            try:
                upkeep.follow()
                while waiting:
                    some, waiting = waiting[:_REMOVED], waiting[_REMOVED:]
                    with self._catalogue.write() as transaction:
                        take = transaction.forget_versions if versions_only else transaction.remove
                        removed += take(some)
                    upkeep.keep_pace()
                    yield removed
                if purge:
                    self._forget_founders()
                    for beside in (BESIDE, RESTORING):
                        shutil.rmtree(self.folder / beside, ignore_errors=True)
                    try:
                        upkeep.purge()
                    finally:
                        self._catalogue.scrub()
            finally:
                upkeep.finish()

    def _forget_founders(self) -> None:
        with self._catalogue.read() as snapshot:
            is_wanted = bool(snapshot.groups.orphans())
        if is_wanted:
            with self._catalogue.write() as transaction:
                transaction.forget_founders()

    def reencode(self, encoder: Encoder) -> Iterator[int]:
        """Cut and encode every article anew; give how many are done since the last it gave.

        The archive stays as it was until the end. Stopped, it goes on where it was the next time.

        Raises:
            ArchiveBusy: another process is writing.
        """
        with writing(self.folder):
            yield from reencode(self.folder, self._catalogue, encoder)
            self._encoder, self._identity = encoder, encoder.identity
            self._derived = Derived(self.folder, self._catalogue)
            self._question.cache_clear()

    def search(
        self,
        text: str,
        k: int = 10,
        within: DateRange | None = None,
        prefer: DateRange | None = None,
        sources: Iterable[str] = (),
        as_of: date | None = None,
        newest: bool = False,
    ) -> list[Hit]:
        """Return the best passages for a text, best first, by meaning and by words.

        Args:
            text: a question, or any words.
            k: the most to return.
            within: only articles published in these days; filters before ranking.
            prefer: what was published in these days, or tells of them, weighs more.
            sources: only these agencies or papers, by name, whatever the case.
            as_of: leaves out what was published later, and the latest news of that day weigh more.
            newest: the newest weigh more than anything but a good match.
        """
        within = within or DateRange()
        # Before the snapshot, so that it is as new, and held as short, as can be.
        row = self._question(text) if text.strip() and self.reads(text) else np.zeros(0, np.float32)
        with self._catalogue.read() as snapshot:
            manifest = snapshot.manifest()
            if manifest.identity != self._identity:
                raise EncoderMismatch(
                    f"{self.folder} was re-encoded with {manifest.encoder}: start this command again"
                )
            indexes = self._derived.at(snapshot, manifest)
            if not text.strip() or not len(indexes.layers):
                return []
            latest = snapshot.details.newest_day()
            later = as_of if as_of and latest and latest > as_of else None  # else it leaves nothing out
            scope = Scope(within.first, within.last, later, tuple(sources))
            stored = partial(snapshot.feed.vectors, dimension=manifest.dimension)

            def both(depth: int) -> tuple[Ranking, Ranking]:
                by_meaning = indexes.layers.search(row, depth, scope, stored) if len(row) else []
                return by_meaning, self._by_words(indexes.lexicon, text, depth, scope)

            best, scores, cosines = best_of_stories(both, k, snapshot.groups)
            # Some of the best may be gone from the catalogue since a stale index was made.
            passages = snapshot.passages(best[: 2 * k + 20])
            if not scope.is_open:
                passages = {
                    number: passage for number, passage in passages.items() if scope.allows(passage.article)
                }
            passages = represented(passages, snapshot, scope)
            told = snapshot.details.told(item.id for item in passages.values()) if prefer else {}
            days = {number: tuple(item.days for item in items) for number, items in told.items()}
            hits = rank(passages, scores, cosines, Days(prefer, as_of, newest, days))[:k]
            return named(hits, snapshot, scope)

    def reads(self, text: str) -> bool:
        """Tell whether the encoder knows the language that a text is in, or may.

        Where it does not, words alone are searched.
        """
        known = self._encoder.languages
        # Telling the language takes a second the first time; most questions need not wait for it.
        if known is None or all(letter.isascii() or not letter.isalpha() for letter in text):
            return True
        return language_of(text) in (None, *known)

    def _by_words(self, lexicon: Lexicon, text: str, k: int, scope: Scope) -> list[tuple[int, float]]:
        try:
            return lexicon.search(text, k, scope)
        except IndexDamaged:
            self._derived.rebuild_words()
            return self._indexes().lexicon.search(text, k, scope)

    def article(self, article_id: str) -> Article:
        """Return the article with the id.

        Raises:
            ArticleNotFound: there is none.
        """
        with self._catalogue.read() as snapshot:
            article = snapshot.article(article_id)
        if article is None:
            raise ArticleNotFound(f"no article has the id {article_id!r} in {self.folder}")
        return article

    def articles(self, scope: Scope | None = None) -> Iterator[Listed]:
        """Give the articles that a scope lets through, or all, without their texts, the newest first."""
        with self._catalogue.read() as snapshot:
            yield from snapshot.details.listed(scope or Scope())

    def told_of(self, passages: Iterable[int]) -> dict[int, tuple[Told, ...]]:
        """Return the days that passages tell of, by their ids, for those that tell of any."""
        with self._catalogue.read() as snapshot:
            return snapshot.details.told(passages)

    def telling(self, days: DateRange, most: int) -> list[Passage]:
        """Return passages that tell of a day in a range, those that name the fewest days first."""
        with self._catalogue.read() as snapshot:
            ids = snapshot.details.telling(days, most)
            found = snapshot.passages(ids)
        return [found[number] for number in ids if number in found]

    def nearest_day(self, days: DateRange, as_of: date | None = None) -> date | None:
        """Return the day of publication nearest to a range; None where no article has a date."""
        with self._catalogue.read() as snapshot:
            return snapshot.details.nearest_day(days, as_of)

    def told(self, article: Article) -> tuple[Told, ...]:
        """Return the days that an article's passages tell of, in the order of the text."""
        with self._catalogue.read() as snapshot:
            ids = snapshot.passage_ids(article.id)
            found = snapshot.details.told(ids)
        return tuple(told for number in ids for told in found.get(number, ()))

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return what an article said before it was updated, the last first."""
        with self._catalogue.read() as snapshot:
            return snapshot.details.versions(article_id)

    def find(self, name: str) -> Article | None:
        """Return the one article that a name means: an id, a key, a URL, a path or the end of a path.

        None where there is none, or where several fit.
        """
        url = normalise_url(name)
        with self._catalogue.read() as snapshot:
            found = snapshot.named(name) or (snapshot.named(url) if url else ())
        return found[0] if len(found) == 1 else None

    def ids_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of the articles with exactly this id, key, path or URL, the first kind that fits."""
        url = normalise_url(name)
        with self._catalogue.read() as snapshot:
            return snapshot.ids_of(name) or (snapshot.ids_of(url) if url else ())

    def page(self, asked: str) -> Page | None:
        """Return what the web said of a page when it was last asked for, where its articles are stored."""
        with self._catalogue.read() as snapshot:
            return snapshot.details.page(asked)

    def remember(self, pages: Iterable[Page]) -> None:
        """Store what the web said of pages whose articles are stored, to ask only for what changed.

        Raises:
            ArchiveBusy: another process is writing.
        """
        known = list(pages)
        if known:
            with writing(self.folder), self._catalogue.write() as transaction:
                transaction.remember(known)

    def below(self, folder: str) -> tuple[tuple[str, str], ...]:
        """Return the ids and the files of the articles that were read from files below a folder."""
        with self._catalogue.read() as snapshot:
            return snapshot.details.below(folder)

    def ids_from(self, source: str) -> tuple[str, ...]:
        """Return the ids of an agency's or paper's articles, whatever the case of its name."""
        with self._catalogue.read() as snapshot:
            return snapshot.ids_from(source)

    def group_of(self, article_id: str) -> tuple[Listed, ...]:
        """Return the articles that tell an article's story, itself among them, the newest first."""
        with self._catalogue.read() as snapshot:
            group = snapshot.groups.of_articles([article_id]).get(article_id)
            return snapshot.groups.articles(group) if group is not None else ()

    def groups_of(self, article_ids: Iterable[str]) -> dict[str, int]:
        """Return a number for the story of each article, by its id: those with one number are one source."""
        with self._catalogue.read() as snapshot:
            return snapshot.groups.of_articles(article_ids)

    def also_told(self, article: Article, scope: Scope | None = None) -> tuple[Listed, ...]:
        """Return the twenty newest other articles of a story that a scope lets through, the newest first."""
        with self._catalogue.read() as snapshot:
            return also_told(article.id, snapshot, scope or Scope())

    def told_otherwise(
        self,
        passage: Passage,
        scope: Scope | None = None,
        matters: Callable[[Passage], bool] = lambda _: True,
    ) -> Passage | None:
        """Return where another article of a story says a sentence with other numbers or names.

        Args:
            passage: the sentence, as a span of its article.
            scope: what may be found.
            matters: whether such a sentence is what is looked for; else the next article's may be.

        Returns:
            that sentence, as a span without an id; None where all that have it say the same.
        """
        with self._catalogue.read() as snapshot:
            return told_otherwise(passage, snapshot, scope or Scope(), matters)

    def passages_of(self, article: Article) -> list[Passage]:
        """Return an article's passages in the order of its text; none where it is not stored."""
        with self._catalogue.read() as snapshot:
            ids = snapshot.passage_ids(article.id)
            found = snapshot.passages(ids)
        return [found[number] for number in ids]

    def passages(self, ids: Iterable[int]) -> list[Passage]:
        """Return the passages with these ids, in their order; those that are gone are left out."""
        wanted = list(ids)
        with self._catalogue.read() as snapshot:
            found = snapshot.passages(wanted)
        return [found[number] for number in wanted if number in found]

    def around(self, passage: Passage, reach: int) -> list[Passage]:
        """Return the passages of the same article that lie up to `reach` places before and after."""
        with self._catalogue.read() as snapshot:
            ids = snapshot.passage_ids(passage.article.id)
            if passage.id not in ids:
                return []
            at = ids.index(passage.id)
            near = ids[max(0, at - reach) : at + reach + 1]
            found = snapshot.passages(near)
        return [found[number] for number in near if number in found]

    def cosines(self, text: str, passages: Iterable[Passage]) -> dict[int, float]:
        """Return the cosine of a text and each stored passage, by the passage's id."""
        with self._catalogue.read() as snapshot:
            dimension = snapshot.manifest().dimension
            ids, rows = snapshot.feed.vectors([passage.id for passage in passages], dimension)
        return dict(zip(ids.tolist(), (rows @ self._question(text)).tolist(), strict=True))

    def likenesses(self, text: str, others: Iterable[str]) -> dict[str, float]:
        """Return the cosine of a text and each of others, which are encoded as they stand."""
        distinct = list(dict.fromkeys(others))
        cosines = self._encoder.encode(distinct) @ self._question(text) if distinct else ()
        return dict(zip(distinct, map(float, cosines), strict=True))

    def word_weights(self, text: str) -> dict[str, float]:
        """Return the content words of a text, stemmed, each with its weight: rarer is heavier.

        The weight is BM25's inverse document frequency over the archive's passages (Robertson and
        Zaragoza, 2009, section 3.3), in the form that cannot be negative.
        """
        return self._indexes().lexicon.weights(text)

    def words(self, text: str) -> list[str]:
        """Return the content words of a text, stemmed as `word_weights` stems them."""
        return self._indexes().lexicon.words(text)

    def words_of(self, texts: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return the content words of each text, as `words` does for one."""
        lexicon = self._indexes().lexicon
        return {text: frozenset(lexicon.words(text)) for text in dict.fromkeys(texts)}

    def _indexes(self) -> Indexes:
        with self._catalogue.read() as snapshot:
            return self._derived.at(snapshot, snapshot.manifest())

    def _encode_question(self, text: str) -> NDArray[np.float32]:
        if self._encoder.identity != self._identity:
            raise EncoderMismatch(
                f"the weights of {self._encoder.name} are not those that {self.folder} was encoded "
                f"with: re-encode with citedesk reindex --archive {self.folder}"
            )
        row: NDArray[np.float32] = self._encoder.encode([text])[0]
        return row

    def newest(self, limit: int = 10) -> tuple[Article, ...]:
        """Return the articles that were published last, newest first, undated ones after them."""
        with self._catalogue.read() as snapshot:
            return snapshot.newest(limit)

    def status(self) -> Status:
        """Say what the archive holds."""
        with self._catalogue.read() as snapshot:
            manifest = snapshot.manifest()
            backends = snapshot.backends()
            languages = snapshot.details.languages()
            newest = snapshot.details.newest_day()
        known = self._encoder.languages
        return Status(
            articles=manifest.articles,
            passages=manifest.passages,
            encoder=f"{manifest.encoder} ({manifest.identity[:12]})",
            backends=backends,
            dimension=manifest.dimension,
            index=self._derived.description,
            bytes=size_of(self.folder),
            generation=manifest.generation.number,
            changed=manifest.changed,
            languages=languages,
            unread=tuple(code for code, _ in languages if code and known is not None and code not in known),
            newest=newest,
        )

    def check(self) -> list[str]:
        """Return what is wrong with the archive, a line each; nothing where all is well."""
        return check(self.folder)
