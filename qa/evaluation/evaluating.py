"""One evaluation: the questions, the archive they are asked of, and the asking, which can be resumed."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from index.archive import Archive
from index.arrivals import Outcome
from index.encoder import load_encoder
from qa.errors import EvaluationError
from qa.evaluation.answerers import Measured, load_answerer
from qa.evaluation.asked import Asked, QuestionFile
from qa.evaluation.asking import Asking
from qa.evaluation.entailment import load_judge
from qa.evaluation.journal import Journal
from qa.evaluation.records import Record
from qa.evaluation.report import Run
from qa.evaluation.squad import KEY, Paragraphs, read_paragraphs

__all__ = [
    "Evaluation",
    "Options",
    "build_archive",
    "cached_folder",
    "choose",
    "load",
    "paragraphs_of",
]


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure.

    Attributes:
        archive: the folder; None for the paragraphs of a SQuAD file, which then lie in the cache.
        mode: for SQuAD files: each question with its own paragraph, or all paragraphs as one archive.
        extra: further SQuAD files whose paragraphs join the archive, to be found or not.
        limit: ask so many questions, drawn at random.
    """

    questions: Path
    archive: Path | None
    cache: Path
    mode: str | None = None
    extra: tuple[Path, ...] = ()
    limit: int | None = None
    seed: int = 0
    reader: str = "builtin"
    threshold: float | None = None
    judge: str = "verbatim"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Questions ready to be asked."""

    run: Run
    asked: tuple[Asked, ...]
    asking: Asking
    journal: Journal = field(repr=False)
    version: str

    def records(self) -> Iterator[Record]:
        """Ask what was not asked before it was stopped; give every record as it comes.

        Raises:
            EvaluationError: the same evaluation runs in another process.
        """
        with self.journal:
            done = {record.id: record for record in self.journal.records()}
            self.asking.archive.warm_up()
            for asked in self.asked:
                record = done.get(asked.id)
                if record is None:
                    record = self.asking.ask(asked)
                    self.journal.add(record)
                yield record

    def run_of_now(self) -> Run:
        """Return the run; where the archive was changed meanwhile, with a warning."""
        if self.asking.archive.version == self.version:
            return self.run
        warning = "the archive was changed while it was asked: ask again"
        return replace(self.run, warnings=(*self.run.warnings, warning))

    def forget(self) -> None:
        """Forget what is kept of the run; its report is written."""
        self.journal.forget()


def choose(questions: Sequence[Asked], limit: int | None, seed: int) -> tuple[Asked, ...]:
    """Draw at most so many questions, in their order; the same seed draws the same.

    Raises:
        EvaluationError: the limit is below 1.
    """
    if limit is not None and limit < 1:
        raise EvaluationError(f"--limit {limit} leaves no question: give 1 or more")
    if limit is None or limit >= len(questions):
        return tuple(questions)
    drawn = random.Random(seed).sample(range(len(questions)), limit)  # noqa: S311  # a draw, no secret
    return tuple(questions[place] for place in sorted(drawn))


def paragraphs_of(extra: Sequence[Path], own: Paragraphs) -> Paragraphs:
    """Return the paragraphs of a file and of further ones.

    Raises:
        UnreadableQuestions: a further one is no SQuAD file.
    """
    everything = Paragraphs(own)
    for path in extra:
        everything |= read_paragraphs(path)
    return everything


def build_archive(folder: Path, paragraphs: Paragraphs) -> tuple[Archive, Iterator[Outcome]]:
    """Open the archive of some paragraphs, and give what adding those it lacks does.

    Raises:
        EvaluationError: the folder holds an archive of something else.
    """
    archive = Archive.create(folder, load_encoder())
    if any(not article.key.startswith(KEY) for article in archive.newest(10)):
        raise EvaluationError(
            f"{folder} holds articles of your own: give another --archive for the paragraphs, or none"
        )
    return archive, archive.add(paragraphs.values())


def cached_folder(options: Options, paragraphs: Paragraphs) -> Path:
    """Return where the archive of these paragraphs lies, if no folder was given."""
    digest = hashlib.sha256("\n".join(sorted(paragraphs)).encode()).hexdigest()[:16]
    return options.cache / "paragraphs" / digest


def load(options: Options, file: QuestionFile, archive: Archive) -> Evaluation:
    """Put together what is to be asked, of what, and how.

    Raises:
        EvaluationError: an option cannot be met, or the archive has none of the articles named.
    """
    if options.seed < 0:
        raise EvaluationError(f"the seed {options.seed} is none: give 0 or more")
    asked = choose(file.questions, options.limit, options.seed)
    measured = load_answerer(options.reader, archive, options.threshold)
    judge = load_judge(options.judge)
    status = archive.status()
    if not status.articles:
        raise EvaluationError(f"the archive in {archive.folder} is empty: index articles first")
    _check_articles(asked, archive)
    run = Run(
        questions=file.name,
        digest=file.digest,
        mode=options.mode or "archive",
        archive=str(archive.folder),
        encoder=status.encoder,
        articles=status.articles,
        passages=status.passages,
        reader=measured.name,
        threshold=measured.threshold,
        judge=judge.name,
        version=metadata.version("citedesk"),
        limit=options.limit if len(asked) < len(file.questions) else None,
        seed=options.seed,
        skipped=tuple(file.skipped),
        warnings=tuple(file.warnings),
    )
    asking = Asking(archive, measured.answerer, judge, own_paragraph=options.mode == "reading")
    journal = Journal(options.cache / "evaluate", _fingerprint(run, measured, archive))
    return Evaluation(run, asked, asking, journal, archive.version)


def _check_articles(asked: Sequence[Asked], archive: Archive) -> None:
    """Refuse an archive that has not one of the first articles named: it is another one's file."""
    named = [name for question in asked for name in question.articles][:200]
    if named and not any(archive.find(name) for name in dict.fromkeys(named)):
        raise EvaluationError(
            f"the archive in {archive.folder} has none of the articles that the questions name "
            f"({named[0]!r}, …): give the right --archive"
        )


def _fingerprint(run: Run, measured: Measured, archive: Archive) -> str:
    """Return a name for all that decides the records: a run goes on only where nothing changed."""
    digest = hashlib.sha256(f"{run!r} {measured.threshold} {archive.version}".encode())
    if Path(measured.name).is_file():
        digest.update(Path(measured.name).read_bytes())
    for package in ("index", "qa"):
        folder = Path(str(files(package)))
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.json")]):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:24]
