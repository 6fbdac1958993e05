"""Pairs of texts that are one story, and pairs that are not, made from texts and templates."""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["HALVES", "Pair", "Story", "pairs", "stories"]

HALVES = ("choosing", "held-out")
DATA = Path(__file__).parent.parent
_TEMPLATES = Path(__file__).parent / "duplicate_templates.json"
_LISTS = {
    "NAME": """Adler Brandt Castell Dorsey Egan Falk Garvey Hollis Irving Jessup Keller Lomax Mercer
        Norden Osborne Pruitt Quist Ramsey Sauter Tolliver Underhill Vickers Whitlock Yarrow""".split(),
    "PLACE": """Ashford Belmore Carrick Dunmore Elstow Farleigh Granby Holt Ivybridge Kelso Larne Marlow
        Newbury Oakham Penrith Quorn Rugby Selby Tring Ulster Verwood Wells Yeovil""".split(),
    "FIRM": """Amalco Borden Centra Dynex Electra Fairmont Genrad Halcyon Intermark Jorgen Kaneb Lomas
        Maxtor Nortek Omnicare Penril Quantech Rymer Syntex Talley Univar Vertex Wespac""".split(),
}
_NEAR_DAYS = (0, 1, 1, 7, 30, 91, 365)


@dataclass(frozen=True)
class Story:
    """A text in paragraphs. `day` is an ordinal, None where it is not known."""

    title: str | None
    paragraphs: tuple[str, ...]
    day: int | None = None

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True)
class Pair:
    """Two texts, whether they are one story, and how they were made."""

    kind: str
    is_copy: bool
    first: Story
    second: Story


# --- texts --------------------------------------------------------------------------------------


def stories(half: str, squad: Path, rng: random.Random) -> list[Story]:
    """Return the texts of a half: no document is in both."""
    found = [*_newsdesk(), *_encyclopedia(squad, rng), *_letters(squad)]
    mine = [story for number, story in found if number % 2 == HALVES.index(half)]
    return [replace(story, day=rng.randrange(730_000, 737_000)) for story in mine]


def _newsdesk() -> Iterator[tuple[int, Story]]:
    folders = ["data/newsdesk/articles", "data/invented/border/articles", "data/invented/harbour/articles"]
    for folder in folders:
        for number, file in enumerate(sorted((DATA / folder).iterdir())):
            blocks = re.split(r"\n\s*\n", file.read_text("utf-8").strip())
            blocks = [" ".join(block.split()) for block in blocks]
            body = tuple(block for block in blocks if len(block) > 80)
            yield number, Story(blocks[0][:100], body)


def _encyclopedia(squad: Path, rng: random.Random) -> Iterator[tuple[int, Story]]:
    at = 0
    for name in ("squadshifts_new_wiki", "squad2_fragment", "xquad_en_rest"):
        for document in json.loads((squad / f"{name}.json").read_text("utf-8"))["data"]:
            at += 1
            waiting = [part for paragraph in document["paragraphs"] for part in _parts(paragraph["context"])]
            while len(waiting) > 3:
                size = min(len(waiting), rng.choice((3, 4, 6, 8, 12, 16)))
                yield at, Story(waiting[0].split(",")[0][:70], tuple(waiting[:size]))
                waiting = waiting[size:]


def _letters(squad: Path) -> Iterator[tuple[int, Story]]:
    for name in ("squadshifts_reddit", "squadshifts_amazon"):
        documents = json.loads((squad / f"{name}.json").read_text("utf-8"))["data"]
        contexts = [part["context"] for document in documents for part in document["paragraphs"]]
        for at in range(600):
            context = contexts[at * 3 % len(contexts)]
            yield at, Story(context[:50], _parts(context))


def _parts(text: str) -> tuple[str, ...]:
    """Cut a long paragraph as a newspaper does: two sentences each."""
    found = re.split(r"(?<=[.!?])\s+(?=[A-Z])", text.strip())
    return tuple(" ".join(found[at : at + 2]) for at in range(0, len(found), 2))


# --- copies -------------------------------------------------------------------------------------


def _later(story: Story, rng: random.Random) -> Story:
    if story.day is None or rng.random() < 0.15:
        return replace(story, day=None)
    return replace(story, day=story.day + rng.choice((0, 0, 0, 1, 1, 2, 5)))


def _cut(share: float) -> Callable[[Story, random.Random], Story]:
    def cut(story: Story, _: random.Random) -> Story:
        total = len(story.text.split())
        kept: list[str] = []
        for paragraph in story.paragraphs:
            kept.append(paragraph)
            if len(" ".join(kept).split()) >= share * total:
                break
        return replace(story, paragraphs=tuple(kept))

    return cut


def _headline(story: Story, rng: random.Random) -> Story:
    return replace(story, title=_filled("{NAME} on {PLACE}: what we know", rng))


def _agency(story: Story, rng: random.Random) -> Story:
    first, *rest = story.paragraphs
    prefixes = (
        "{PLACE}, March {1-30} (Agency) - ",
        "({NAME} News) -- ",
        "By {NAME} {NAME}, staff writer. {PLACE}: ",
    )
    first = re.sub(r"^[A-Z][\w ,.]{2,40}\([A-Z][\w ]+\) -+ ", "", first)
    return replace(story, paragraphs=(_filled(rng.choice(prefixes), rng) + first, *rest))


def _local(story: Story, rng: random.Random) -> Story:
    extra = _filled(
        "In {PLACE}, councillor {NAME} told this newspaper that {12-90} households had asked the town hall "
        'for advice since the morning. "People here follow it closely," {NAME} added, as the market square '
        "filled up.",
        rng,
    )
    at = rng.randint(1, len(story.paragraphs))
    return replace(story, paragraphs=(*story.paragraphs[:at], extra, *story.paragraphs[at:]))


def _figure(story: Story, rng: random.Random) -> Story:
    found = list(re.finditer(r"\b\d[\d,.]*\b", story.text))
    if not found:
        return replace(
            story, paragraphs=(*story.paragraphs[:-1], story.paragraphs[-1] + " (Corrects spelling.)")
        )
    place = rng.choice(found)
    figure = str(rng.randint(2, 98))
    return _with_text(story, story.text[: place.start()] + figure + story.text[place.end() :])


def _with_text(story: Story, text: str) -> Story:
    return replace(story, paragraphs=tuple(text.split("\n\n")))


def _reordered(story: Story, rng: random.Random) -> Story:
    first, *rest = story.paragraphs
    rng.shuffle(rest)
    return replace(story, paragraphs=(first, *rest))


def _edited(share: float) -> Callable[[Story, random.Random], Story]:
    def edited(story: Story, rng: random.Random) -> Story:
        words = story.text.split(" ")
        pool = [word for word in words if word.isalpha() and word.islower()] or ["said"]
        result = []
        for word in words:
            dice = rng.random() if word.isalpha() and word.islower() else 1.0
            if dice < share * 0.3:
                continue
            result.append(rng.choice(pool) if dice < share else word)
            if share <= dice < share * 1.2:
                result.append(rng.choice(pool))
        return _with_text(story, " ".join(result))

    return edited


def _tail(story: Story, rng: random.Random) -> Story:
    tails = (
        "Sign up for our morning letter and never miss a story. All rights reserved.",
        "(Reporting by {NAME} in {PLACE}; editing by {NAME})",
        "This material may not be published, broadcast, rewritten or redistributed without permission.",
        "Read more: Ten things to do this weekend. Five charts that explain the budget.",
        "Subscribe for one pound a week and support local journalism in your town.",
    )
    chosen = (_filled(tail, rng) for tail in rng.sample(tails, rng.randint(1, 4)))
    return replace(story, paragraphs=(*story.paragraphs, *chosen))


def _chain(*steps: Callable[[Story, random.Random], Story]) -> Callable[[Story, random.Random], Story]:
    def chain(story: Story, rng: random.Random) -> Story:
        for step in steps:
            story = step(story, rng)
        return story

    return chain


COPIES: dict[str, Callable[[Story, random.Random], Story]] = {
    "the same": lambda story, _: story,
    "cut to 70 %": _cut(0.7),
    "cut to 50 %": _cut(0.5),
    "cut to 30 %": _cut(0.3),
    "headline": _headline,
    "agency": _agency,
    "local paragraph": _local,
    "corrected figure": _figure,
    "reordered": _reordered,
    "edited 3 %": _edited(0.03),
    "edited 8 %": _edited(0.08),
    "tail": _tail,
    "cut, agency, local": _chain(_cut(0.5), _agency, _local),
    "edited, cut, headline": _chain(_edited(0.05), _cut(0.5), _headline),
    "agency, figure, tail": _chain(_agency, _figure, _tail),
}


# --- not copies ---------------------------------------------------------------------------------


def _figures(text: str, rng: random.Random, share: float) -> str:
    """Give a text other figures, years one later."""

    def other(found: re.Match[str]) -> str:
        value = found[0]
        if re.fullmatch(r"(?:19|20)\d\d", value):
            return str(int(value) + 1)
        return str(rng.randint(2, 999)) if rng.random() < share else value

    return re.sub(r"\b\d[\d,.]*\d\b|\b\d\b", other, text)


def _yearly(story: Story, rng: random.Random) -> Story | None:
    """The same story a year later: the words stay, the year, most figures and some names do not."""
    if len(re.findall(r"\b\d+", story.text)) < 4:
        return None
    text = _figures(story.text, rng, 0.8)
    names = {name: rng.choice(_LISTS["NAME"]) for name in set(re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", text))}
    for name, other in names.items():
        if rng.random() < 0.3:
            text = re.sub(rf"\b{name}\b", other, text)
    if len(set(text.split()) - set(story.text.split())) < 3:
        return None
    return _years_on(_with_text(story, text), rng)


def _years_on(story: Story, rng: random.Random) -> Story:
    known = story.day is not None and rng.random() < 0.8
    return replace(story, day=story.day + rng.randint(355, 375) if known and story.day else None)


def _only_the_year(story: Story, rng: random.Random) -> Story | None:
    """A notice that comes every year: nothing but years differ."""
    if not re.search(r"\b(?:19|20)\d\d\b", story.text):
        return None
    text = re.sub(r"\b(?:19|20)\d\d\b", lambda found: str(int(found[0]) + 1), story.text)
    return _years_on(_with_text(story, text), rng)


def _quoting(story: Story, other: Story) -> Story | None:
    """A longer story that has the whole of a shorter one in it."""
    size = len(other.text.split())
    if not 50 <= size <= 140 or len(story.text.split()) < 2.5 * size or len(story.paragraphs) < 5:
        return None
    at = len(story.paragraphs) * 2 // 3
    return replace(story, paragraphs=(*story.paragraphs[:at], *other.paragraphs, *story.paragraphs[at:]))


def _background(story: Story, other: Story) -> Story | None:
    """A report of the same thread: its own first part, and the same paragraphs of background at the end."""
    if len(story.paragraphs) < 4 or len(other.paragraphs) < 4:
        return None
    common = story.paragraphs[-max(1, len(story.paragraphs) // 3) :]
    ours = other.paragraphs[: len(other.paragraphs) * 2 // 3]
    return replace(other, paragraphs=(*ours, *common), day=story.day)


def _filled(template: str, rng: random.Random) -> str:
    """Fill a template: {2-99} a number, {0.5-9} one with decimals, {a|b} one of them, {NAME:2} the second."""
    known: dict[str, str] = {}

    def fill(found: re.Match[str]) -> str:
        hole, again = found["hole"], found["again"]
        if again and hole + again in known:
            return known[hole + again]
        if hole in _LISTS:
            value = rng.choice([name for name in _LISTS[hole] if name not in known.values()])
        elif "|" in hole:
            value = rng.choice(hole.split("|"))
        else:
            low, high = hole.split("-")
            places = len(low.partition(".")[2])
            value = f"{rng.uniform(float(low), float(high)):.{places}f}"
        known[hole + (again or f"#{len(known)}")] = value
        return value

    return re.sub(r"\{(?P<hole>[^{}:]+)(?::(?P<again>\d))?\}", fill, template)


def pairs(half: str, squad: Path, seed: int = 5) -> Iterator[Pair]:
    """Give the pairs of a half: each text once in each kind that it allows."""
    rng = random.Random(f"{half}-{seed}")
    usable = [story for story in stories(half, squad, rng) if len(story.text.split()) >= 60]
    for story in usable:
        for kind, change in COPIES.items():
            copy = _later(change(story, rng), rng)
            if len(copy.text.split()) >= 50:
                yield Pair(kind, True, story, copy)
        second = replace(rng.choice(usable), day=story.day)
        others = {
            "a year later": _yearly(story, rng),
            "only the year": _only_the_year(story, rng),
            "another story": second if second.text != story.text else None,
            "quoted whole": _quoting(second, story) if second.text != story.text else None,
            "same background": _background(story, second) if second.text != story.text else None,
        }
        yield from (Pair(kind, False, story, other) for kind, other in others.items() if other is not None)
    yield from _from_templates(half, rng)
    news = [story for number, story in _newsdesk() if number % 2 == HALVES.index(half)]
    for at, first in enumerate(news):
        yield from (Pair("same event", False, first, second) for second in news[at + 1 :])


def _from_templates(half: str, rng: random.Random) -> Iterator[Pair]:
    for template in json.loads(_TEMPLATES.read_text("utf-8"))[half]:
        text = "\n".join(template["paragraphs"])
        for _ in range(150):
            day = rng.randrange(730_000, 737_000)
            later = day + rng.choice(_NEAR_DAYS) if rng.random() < 0.85 else None
            first, second = (
                Story(_filled("{FIRM} reports", rng), tuple(_filled(text, rng).split("\n")), moment)
                for moment in (day, later)
            )
            yield Pair(f"template: {template['name']}", False, first, second)
