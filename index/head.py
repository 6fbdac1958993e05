"""What stands around the body of a news text: headline, date, dateline, agency, byline, noise.

Rules for news text in general; each works on the layout of one line. What no rule finds is left
empty. Nothing is removed from the text: the result is values, and the spans of the body's
paragraphs, which hold neither the head nor the noise.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

import yaml

from index import headlines, noise
from index.dateline import Dateline, find_agency, find_dateline, is_wire
from index.dates import parse_published, written_dates
from index.paragraphs import SENTENCE_END, Span, paragraphs

__all__ = ["Head", "read_head"]

# A head is short: past this many lines of it, what follows is body whatever it looks like.
_HEAD_LINES = 14
_LABEL = re.compile(
    r"(?P<label>date|published|posted|first published|last updated|updated|modified)\b"
    r"(?:\s+(?:on|at))?\s*:?\s*",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by[: ]\s*(?P<names>[^\W\d_].*)", re.IGNORECASE)
_NAME = re.compile(
    r"(?P<first>[A-Z\u00c0-\u00de\u0100-\u024f][\w'’-]*\.?)"
    r"(?:\s+(?:(?:de|da|di|van|von|der|den|al|el|bin|ibn|la|le)\s+)*"
    r"[A-Z\u00c0-\u00de\u0100-\u024f][\w'’-]*\.?){1,3}"
)
_JOB = re.compile(
    r"\b(staff|writer|reporter|correspondent|editor|bureau|news|press|agency|service|desk|team|"
    r"contributor|times|post)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?P<label>source|agency|writer|author|reporter|editor|section|newspaper section|category)"
    r"\s*:\s*(?P<value>[^:|]{2,60})",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:T|\b)\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\b\.?)?\s*(?:\b[A-Z]{2,4}\b)?"
    r"|\bupdated \d+ \w+ ago\b|\b\d+ \w+ ago\b",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|first|last|published|"
    r"posted|updated|modified|date|on|at)\b",
    re.IGNORECASE,
)
_LONGEST_FRONT_MATTER = 20_000  # characters
# Anchors and aliases, with which a few lines can stand for gigabytes.
_ANCHOR = re.compile(r"(?:^|[\s:,\[-])[&*][\w-]", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Head:
    """What a news text tells of itself, and where its body stands.

    Attributes:
        body: the spans of the body's paragraphs, in code points, in order, without overlap.
    """

    title: str | None = None
    published: date | None = None
    source: str | None = None
    place: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    body: tuple[Span, ...] = ()


def read_head(text: str, title: str | None = None) -> Head:
    """Read the head of a news text and find its body.

    Args:
        text: the article's text.
        title: the headline, where the source declares one; a first line is then taken as the
            headline only where it says the same.
    """
    head, start = _front_matter(text)
    blocks = paragraphs(text, start)
    head, body = _Scan(text, blocks, replace(head, title=head.title or title)).run()
    return replace(head, title=title or head.title, body=noise.strip_tail(text, body))


def _front_matter(text: str) -> tuple[Head, int]:
    """Read Markdown's YAML front matter, where a text starts with one."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return Head(), 0
    source = found["yaml"]
    if len(source) > _LONGEST_FRONT_MATTER or _ANCHOR.search(source):
        return Head(), 0
    try:
        # The base loader makes strings, lists and mappings and knows no tags that could fail.
        values = yaml.load(source, yaml.BaseLoader)  # noqa: S506  # BaseLoader builds no objects
    except (yaml.YAMLError, ValueError, RecursionError):
        return Head(), 0
    if not isinstance(values, dict):
        return Head(), 0
    authors = values.get("authors") or values.get("author") or ()
    names = authors if isinstance(authors, list) else [authors]
    head = Head(
        title=_string(values.get("title")),
        published=parse_published(values.get("published") or values.get("date")),
        source=_string(values.get("source")),
        url=_string(values.get("url")),
        authors=tuple(name for name in map(_string, names) if name),
    )
    return head, found.end()


def _string(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    # YAML can spell lone surrogates, which no encoding can store.
    return value.encode("utf-8", "replace").decode("utf-8").strip() or None


class _Scan:
    """Goes down the paragraphs until the body starts, keeping what they tell."""

    def __init__(self, text: str, blocks: list[Span], known: Head) -> None:
        self.text = text
        self.blocks = blocks
        self.head = known
        self.titled = False
        self.decked = False
        self.declared = known.title
        self.updated: date | None = None
        self.maybe_source: str | None = None

    @property
    def is_interview(self) -> bool:
        """Whether several paragraphs begin with who speaks, as "SMITH: We never agreed"."""
        speakers = (re.match(r"[A-Z][A-Z .'’-]*:\s", self.text[a : a + 40]) for a, _ in self.blocks[:60])
        return sum(found is not None for found in speakers) > 1

    def run(self) -> tuple[Head, list[Span]]:
        body = self.blocks
        for position, block in enumerate(self.blocks[:_HEAD_LINES]):
            rest = self._read(block, position)
            if rest is not None:
                first = [rest] if rest[0] < rest[1] else []
                body = first + self.blocks[position + 1 :]
                break
        else:
            body = self.blocks[_HEAD_LINES:]
        return replace(
            self.head,
            published=self.head.published or self.updated,
            source=self.head.source or self._named_beside_the_date(),
        ), body

    def _named_beside_the_date(self) -> str | None:
        """The one name in "Norrpress 17 May 2018": a source, where a dateline shows it is no place."""
        name, place = self.maybe_source, self.head.place
        return name if name and place and name.casefold() not in place.casefold() else None

    def _read(self, block: Span, position: int) -> Span | None:
        """Take in one paragraph; return the body's first span where the body starts in it."""
        start, end = block
        start = self._labelled_date(start, end)
        line = _unmarked(self.text[start:end])
        is_last = position + 1 == len(self.blocks)
        if not line or ((noise.is_noise(line) or noise.is_ticker(line)) and not is_last):
            return None
        if self._dateline(start, end):
            return self._after_dateline(start, end)
        if is_last:
            return start, end
        if self._labelled(line) or self._date_line(line) or self._byline(line):
            return None
        if self._agency_line(line) or headlines.is_section(line) or self._headline(line, position):
            return None
        return start, end

    def _labelled_date(self, start: int, end: int) -> int:
        """Take "date 2019-11-28" off the start of a line; return where the rest starts."""
        line = self.text[start:end]
        label = _LABEL.match(line)
        if not label:
            return start
        reach = label.end() + (24 if ":" in label[0] else 0)
        written = next(
            (found for found in written_dates(line[:160]) if found.day and found.start <= reach), None
        )
        # "Published on 3 May 2018, the report found" opens a sentence.
        if written is None or re.match(r"[,\s]*(?:[a-z]{3,}|[a-z]+\s+[a-z])", line[written.end :]):
            return start
        if re.match(r"(last )?updated|modified", label["label"], re.IGNORECASE):
            self.updated = self.updated or written.day
        else:
            self._publish(written.day)
        rest = re.match(
            r"(?:T?[\s,|-]*(?:at\s+)?\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*[A-Z]{0,4})?[\s|,.]*",
            line[written.end :],
        )
        return start + written.end + (rest.end() if rest else 0)

    def _publish(self, day: date | None) -> None:
        if self.head.published is None and day is not None:
            self.head = replace(self.head, published=day)

    def _dateline(self, start: int, end: int) -> Dateline | None:
        line = self.text[start:end]
        found = find_dateline(line)
        if found and not found.agency and line[: found.end].rstrip().endswith(":") and self.is_interview:
            return None
        # "SEOUL: what we know" is a headline; a dateline opens a sentence.
        if found and (len(line) > 120 or SENTENCE_END.search(line) or found.end == len(line)):
            return found
        return None

    def _after_dateline(self, start: int, end: int) -> Span:
        found = find_dateline(self.text[start:end])
        assert found is not None  # _dateline said so
        self.head = replace(
            self.head,
            place=self.head.place or found.place,
            source=self.head.source or found.agency,
        )
        self._publish(found.day)
        return start + found.end, end

    def _labelled(self, line: str) -> bool:
        """Take "Source: Xinhua | 2020-03-03 22:15 | Editor: Li", each part with a label or a date."""
        parts = [part.strip() for part in line.split("|")]
        labelled = [_FIELD.fullmatch(part) for part in parts]
        if not any(labelled) or len(line) > 160:
            return False
        for part, field in zip(parts, labelled, strict=True):
            if field is None:
                if not self._date_line(part):
                    return False
            elif field["label"].lower() in ("source", "agency"):
                self.head = replace(self.head, source=self.head.source or field["value"])
            elif field["label"].lower() in ("writer", "author", "reporter"):
                self.head = replace(self.head, authors=self.head.authors or (field["value"],))
        return True

    def _date_line(self, line: str) -> bool:
        """Take a line that is a date, alone or beside an agency, a place or a byline."""
        written = next((found for found in written_dates(line) if found.day), None)
        if written is None or len(line) > 110:
            return False
        rest = _CLOCK.sub(" ", line[: written.start] + " " + line[written.end :])
        updated = re.search(r"\bupdated\b(?! \d)", rest, re.IGNORECASE)
        rest = _DATE_WORDS.sub(" ", re.sub(r"\([^()]*\)|\bUPDATE \d+\b", " ", rest))
        rest = " ".join(re.sub(r"[|,:•·()/–—-]+(?!\w)|(?<!\w)[-–—]", " ", rest).split()).strip(" .")
        agency, is_name = find_agency(rest), bool(_NAME.fullmatch(rest))
        if self.titled and not agency and re.fullmatch(r"[A-Z][\w’'-]+", rest):
            self.maybe_source = rest
        if rest and not agency and not is_name and not self._byline(rest) and len(rest.split()) > 2:
            return False
        if SENTENCE_END.search(line) and rest and not agency:
            return False
        if agency:
            self.head = replace(self.head, source=self.head.source or agency)
        elif is_name and "|" in line and not _JOB.search(rest):
            self.head = replace(self.head, authors=self.head.authors or (rest,))
        if updated and not re.search(r"\bpublished|posted\b", line, re.IGNORECASE):
            self.updated = self.updated or written.day
        else:
            self._publish(written.day)
        return True

    def _byline(self, line: str) -> bool:
        found = _BYLINE.fullmatch(line)
        if not found or len(line) > 100 or not found["names"][0].isupper():
            return False
        if len(line) > 24 and re.search(r"[a-z]{3}[.!?][\"”’]?$", line):  # "By Friday all had left."
            return False
        parts = re.split(r"\s*(?:,|\||;|\band\b|\bAND\b|&|–|—|\s-\s)\s*", found["names"])
        names, source = [], self.head.source
        for part in parts:
            agency = _last_agency(part) or find_agency(part)
            source = source or agency
            name = part.removesuffix(agency).strip() if agency else part
            if name and _NAME.fullmatch(name) and not _JOB.search(name):
                names.append(name)
        if not names and not source:
            return False
        self.head = replace(self.head, authors=self.head.authors or tuple(names), source=source)
        return True

    def _agency_line(self, line: str) -> bool:
        agency = find_agency(line.strip("()[]/ "))
        if self.titled and (bracketed := re.fullmatch(r"\(([A-Z][\w.&’' -]{1,30})\)", line)):
            agency = bracketed[1]
        if agency and self.head.source is None and (self.titled or self.declared):
            self.head = replace(self.head, source=agency)
        return agency is not None

    def _is_head_word(self, line: str, position: int) -> bool:
        """Take a line of a few words before a date or a dateline: "RECORDER REPORT", "Valley Ledger"."""
        if len(line.split()) > 4 or re.search(r"\d", line) or SENTENCE_END.search(line):
            return False
        following = [self.text[start:end] for start, end in self.blocks[position + 1 : position + 3]]
        dated = any(
            len(other) < 60 and any(found.day for found in written_dates(other)) for other in following
        )
        return dated or (line.isupper() and len(line) > 4) or any(map(find_dateline, following))

    def _headline(self, line: str, position: int) -> bool:
        """Take the headline, or the lines under it that say it in other words."""
        if self.titled and re.match(r"[*•] ", line) and not SENTENCE_END.search(line):
            return True  # the points that a wire sets under its headline
        if not headlines.looks_like_headline(line):
            return False
        title = headlines.clean(line)
        if self.declared is not None and not self.titled:
            self.titled = True
            return headlines.same(title, self.declared)
        if self.titled:  # a deck: one line between the headline and the story
            if self._is_head_word(line, position):
                return True
            if self.decked or SENTENCE_END.search(line) or len(line.split()) < 5:
                return False
            following = self.blocks[position + 1 : position + 5]
            self.decked = position <= 4 and any(
                SENTENCE_END.search(self.text[start:end]) and end - start > 60 for start, end in following
            )
            return self.decked
        self.head = replace(self.head, title=title)
        self.titled = True
        return True


def _unmarked(line: str) -> str:
    """Return a line without Markdown's emphasis around it."""
    found = re.fullmatch(r"([*_]{1,3})(.+)\1", line)
    return found[2] if found else line


def _last_agency(part: str) -> str | None:
    """Find the agency that ends "JOHN DOE Associated Press"."""
    words = part.split()
    for size in (1, 2, 3):
        if len(words) >= size and is_wire(name := " ".join(words[-size:])):
            return name
    return None
