"""Newspaper pages, made with a seed: stories in columns, and the order in which they are to be read."""

import random
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

__all__ = ["HELD_OUT", "KINDS", "Paper", "draw", "ours", "pdfium_order", "right_order"]

KINDS = (
    "one", "two", "three", "four", "second", "beside", "dogleg", "picture", "narrow", "ragged", "table",
    "rotated", "sizes", "sections", "rowwise", "shifted", "pages", "notes",
)  # fmt: skip
# The layout step was finished before these were drawn for the first time.
HELD_OUT = ("five", "quote", "briefs", "stacked", "centred", "uneven")
_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu har men tol bri kan des mar lin sto per".split()
_SMALL = ("the", "of", "to", "in", "a", "and", "for", "on", "was", "that", "has", "with")


@dataclass
class Paper:
    """A PDF and what it says: each story's sentences, in order."""

    source: bytes = b""
    stories: list[list[str]] = field(default_factory=list)
    title: str = ""


class _Press:
    def __init__(self, kind: str, seed: int) -> None:
        self.random = random.Random(f"{kind}-{seed}")
        self.kind = kind
        self.paper = Paper()
        self.buffer = BytesIO()
        self.wide, self.high = self.random.choice([(612, 792), (595, 842), (700, 1000)])
        self.canvas = Canvas(self.buffer, pagesize=(self.wide, self.high))
        self.font = self.random.choice(["Times-Roman", "Helvetica"])
        self.size = self.random.choice([8, 9, 10])
        self.leading = self.size * self.random.uniform(1.1, 1.3)
        self.margin = self.random.uniform(36, 60)
        self.gutter = self.size * (
            self.random.uniform(0.85, 1.1) if kind == "narrow" else self.random.uniform(1.2, 2.5)
        )
        self.justify = self.random.random() < 0.6
        self.indent = self.random.choice([0.0, self.size * 1.2])
        self.late: list[tuple[float, float, str, float, str, float]] = []

    def word(self) -> str:
        if self.random.random() < 0.35:
            return self.random.choice(_SMALL)
        return "".join(self.random.choice(_SYLLABLES) for _ in range(self.random.randint(1, 4)))

    def sentence(self) -> str:
        words = [self.word() for _ in range(self.random.randint(7, 20))]
        return " ".join([words[0].capitalize(), *words[1:]]) + "."

    def paragraphs(self, letters: int) -> list[list[str]]:
        made: list[list[str]] = []
        while sum(len(s) + 1 for p in made for s in p) < letters:
            made.append([self.sentence() for _ in range(self.random.randint(1, 4))])
        return made

    def story(self, letters: int) -> list[list[str]]:
        made = self.paragraphs(letters)
        self.paper.stories.append([s for p in made for s in p])
        return made

    def lines(self, paragraphs: list[list[str]], width: float) -> list[tuple[str, float, bool]]:
        """Set paragraphs: lines, each with its indent and whether it is to be justified."""
        out: list[tuple[str, float, bool]] = []
        for paragraph in paragraphs:
            line, indent = "", self.indent
            for word in " ".join(paragraph).split():
                trial = f"{line} {word}".strip()
                if self.measure(trial) <= width - indent:
                    line = trial
                    continue
                half = len(word) // 2
                if (
                    len(word) > 7
                    and self.random.random() < 0.5
                    and self.measure(f"{line} {word[:half]}-") <= width - indent
                ):
                    out.append((f"{line} {word[:half]}-".strip(), indent, True))
                    line = word[half:]
                else:
                    out.append((line, indent, True))
                    line = word
                indent = 0.0
            out.append((line, indent, False))
            if not self.indent:
                out.append(("", 0.0, False))
        return out

    def measure(self, text: str) -> float:
        return float(stringWidth(text, self.font, self.size))

    def put(self, x: float, y: float, line: tuple[str, float, bool], width: float) -> None:
        text, indent, full = line
        words = text.count(" ")
        space = (width - indent - self.measure(text)) / words if self.justify and full and words else 0.0
        self.late.append((x + indent, y, text, space, self.font, self.size))

    def flush(self) -> None:
        """Draw what is set: as it is read, row by row, or frame by frame in no order, as programs do."""
        drawn = "rows" if self.kind == "rowwise" else self.random.choice(["read", "rows", "frames"])
        if drawn == "rows":
            self.late.sort(key=lambda item: (-item[1], item[0]))
        elif drawn == "frames":
            order: dict[tuple[int, float], float] = {}
            for item in self.late:
                order.setdefault(_frame(item), self.random.random())
            self.late.sort(key=lambda item: order[_frame(item)])
        for x, y, text, space, font, size in self.late:
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, text, wordSpace=space)
        self.late = []

    def headline(self, x: float, top: float, width: float, size: float) -> float:
        """Set a headline over a width; return where it ends."""
        words, text = [self.word().capitalize()], ""
        while stringWidth(" ".join(words), "Times-Bold", size) < width * self.random.uniform(0.6, 0.9):
            text = " ".join(words)
            words.append(self.word())
        text = text or words[0]
        self.paper.title = self.paper.title or text
        self.late.append((x, top - size, text, 0.0, "Times-Bold", size))
        return top - size * 1.35

    def columns(
        self,
        box: tuple[float, float, float],
        number: int,
        paragraphs: list[list[str]],
        hole: tuple[float, float, int] | None = None,
    ) -> float:
        """Set paragraphs in columns below a height; return where they end."""
        left, top, width = box
        each = (width - self.gutter * (number - 1)) / number
        lines = self.lines(paragraphs, each)
        while lines and not lines[-1][0]:
            lines.pop()
        blocked = 0 if hole is None else int((hole[0] - hole[1]) / self.leading + 2) * hole[2]
        rows = -(-(len(lines) + blocked) // number)
        if self.kind == "ragged":
            rows += self.random.randint(1, 4)
        lowest, at = top, 0
        for column in range(number):
            x, y = left + column * (each + self.gutter), top - self.leading
            if self.kind == "shifted":
                y -= column * self.leading * 0.4
            end = y - rows * self.leading
            while y > end and at < len(lines):
                if hole and column < hole[2] and hole[1] - self.leading < y < hole[0] + 2:
                    y -= self.leading
                    continue
                if lines[at][0] or y < top - 1.5 * self.leading:
                    self.put(x, y, lines[at], each)
                    lowest = min(lowest, y)
                    y -= self.leading
                at += 1
        while at < len(lines):  # what a hole left over
            self.put(x, y, lines[at], each)
            lowest, y, at = min(lowest, y), y - self.leading, at + 1
        return lowest - self.leading

    def picture(self, x: float, bottom: float, width: float, height: float) -> None:
        self.canvas.drawImage(_GREY, x, bottom, width, height)


def _frame(item: tuple[float, float, str, float, str, float]) -> tuple[int, float]:
    """Which text frame a line is of: the lines of one size that begin near one left edge."""
    return round(item[0] / 40), item[5]


def _grey() -> ImageReader:
    from PIL import Image

    return ImageReader(Image.new("L", (8, 8), 128))


_GREY = _grey()


def draw(kind: str, seed: int) -> Paper:  # noqa: C901  # a branch for each kind of page
    """Make a page of a kind; the same seed makes the same page."""
    press = _Press(kind, seed)
    r, m = press.random, press.margin
    width, top = press.wide - 2 * m, press.high - m
    if kind == "rotated":
        press.canvas.setPageSize((press.high, press.wide))
        press.canvas.translate(press.high, 0)
        press.canvas.rotate(90)
        press.canvas.setPageRotation(90)
    number = {"one": 1, "two": 2, "three": 3, "four": 4}.get(kind, r.choice([2, 3]))
    top = press.headline(m, top, width, r.choice([22, 26, 30]))
    if kind == "beside":
        half = (width - press.gutter) / 2
        for side in (m, m + half + press.gutter):
            y = press.headline(side, top, half, 18)
            press.columns((side, y, half), r.choice([1, 2]), press.story(r.randint(900, 1600)))
    elif kind == "dogleg":
        third = (width - 2 * press.gutter) / 3
        story = press.story(3600)
        lines = press.lines(story, third)
        rows = len(lines) // 4
        for column, (start, end) in enumerate([(0, rows), (rows, 2 * rows), (2 * rows, len(lines))]):
            y = top - press.leading
            for line in lines[start:end]:
                press.put(m + column * (third + press.gutter), y, line, third)
                y -= press.leading
        y = press.headline(m, top - (rows + 2) * press.leading, 2 * third + press.gutter, 20)
        press.columns((m, y, 2 * third + press.gutter), 2, press.story(1200))
    elif kind == "picture":
        spans = r.randint(1, number)
        each = (width - press.gutter * (number - 1)) / number
        wide = spans * each + (spans - 1) * press.gutter
        high = r.uniform(80, 140)
        upper = top - r.uniform(60, 120) if spans < number else top - 4
        press.picture(m, upper - high, wide, high)
        press.late.append(
            (
                m,
                upper - high - 8,
                f"{press.word().capitalize()} {press.word()} {press.word()}",
                0.0,
                "Helvetica-Oblique",
                press.size - 1.5,
            )
        )
        if spans < number:
            press.columns(
                (m, top, width), number, press.story(r.randint(2400, 3600)), (upper, upper - high - 12, spans)
            )
        else:
            press.columns((m, upper - high - 18, width), number, press.story(r.randint(2400, 3600)))
    elif kind == "sections":
        each = (width - press.gutter) / 2
        flow: list[tuple[str, float, bool]] = []
        for _ in range(3):
            flow += [("#" + press.word().capitalize() + " " + press.word(), 0.0, False)]
            flow += press.lines(press.paragraphs(r.randint(700, 1200)), each)
        rows = len(flow) * r.randint(50, 70) // 100
        sentences: list[str] = []
        for at, line in enumerate(flow):
            x, y = m + (at >= rows) * (each + press.gutter), top - (at % rows + 1) * press.leading
            if line[0].startswith("#"):
                press.late.append((x, y, line[0][1:], 0.0, "Times-Bold", press.size * 1.25))
            else:
                press.put(x, y, line, each)
        joined = " ".join(line[0] for line in flow if line[0] and not line[0].startswith("#")).replace(
            "- ", ""
        )
        sentences = [s.strip() + "." for s in joined.split(".") if s.strip()]
        press.paper.stories.append(sentences)
    elif kind == "five":
        press.size, press.leading = 7.5, 8.6
        press.columns((m, top, width), 5, press.story(r.randint(3000, 4500)))
    elif kind == "quote":  # large words across two columns, in the middle of a story
        lowest = top - r.uniform(100, 160)
        each = (width - 2 * press.gutter) / 3
        text = f"“{press.word().capitalize()} {press.word()} {press.word()} {press.word()}”"
        for line in range(2):
            press.late.append((m + 4, lowest - 20 - 20 * line, text, 0.0, "Times-Italic", 15))
        press.columns((m, top, width), 3, press.story(r.randint(3000, 4000)), (lowest, lowest - 55, 2))
        assert each > 100
    elif kind == "briefs":  # a column of short pieces beside a story in two
        third = (width - 2 * press.gutter) / 3
        press.columns((m, top, 2 * third + press.gutter), 2, press.story(r.randint(2400, 3200)))
        y, x = top, m + 2 * (third + press.gutter)
        for _ in range(3):
            y = press.headline(x, y, third, 12)
            y = press.columns((x, y, third), 1, press.story(r.randint(300, 500))) - 8
    elif kind == "stacked":  # stories below one another, each in another number of columns
        for columns in r.sample([1, 2, 3, 4], 3):
            top = press.columns((m, top, width), columns, press.story(r.randint(900, 1600))) - 12
            top = press.headline(m, top, width * r.choice([0.4, 0.9]), 16)
    elif kind == "centred":  # a headline of two lines in the middle, a deck, a byline
        for size in (24, 24, 13):
            text = " ".join(press.word() for _ in range(5)).capitalize()
            start = (press.wide - stringWidth(text, "Times-Bold", size)) / 2
            press.late.append((start, top - size, text, 0.0, "Times-Bold", size))
            top -= size * 1.3
        press.late.append((m, top - 10, "By Anna Lind", 0.0, "Helvetica-Bold", press.size))
        press.columns((m, top - 16, width), r.choice([2, 3]), press.story(r.randint(2000, 3200)))
    elif kind == "uneven":  # a narrow column and a wide one, of one story
        narrow = width * r.uniform(0.3, 0.4)
        wide = width - narrow - press.gutter
        made = press.story(r.randint(2000, 3000))
        half = len(made) // 3
        press.columns((m, top, narrow), 1, made[:half])
        press.columns((m + narrow + press.gutter, top, wide), 1, made[half:])
    elif kind == "pages":
        for page in range(3):
            press.late.append((m, press.high - 24, f"The Norr Herald   {page + 1}", 0.0, "Helvetica", 7))
            press.late.append((press.wide / 2, 20, str(page + 1), 0.0, "Helvetica", 7))
            made = press.paragraphs(r.randint(2000, 3000))
            press.columns((m, top, width), number, made)
            press.paper.stories = [[*(press.paper.stories or [[]])[0], *(s for p in made for s in p)]]
            press.flush()
            press.canvas.showPage()
            top = press.high - m
    else:
        if kind == "sizes":
            press.size = 11
            for line in press.lines(press.story(500), width):
                press.put(m, top - press.size, line, width)
                top -= press.size * 1.25
            top -= 8
            press.size = 9
        y = press.columns((m, top, width), number, press.story(r.randint(1800, 3200)))
        if kind == "second":
            y = press.headline(m, y - 10, width * r.choice([0.35, 1.0]), 20)
            press.columns((m, y, width), r.choice([2, 3]), press.story(r.randint(1200, 2000)))
        elif kind == "table":
            y -= 14
            for row in range(6):
                for cell in range(4):
                    press.late.append(
                        (m + cell * width / 4, y, f"{press.word()} {row}{cell}", 0.0, press.font, press.size)
                    )
                y -= press.leading * 1.2
        elif kind == "notes":
            for note in (1, 2):
                press.late.append(
                    (
                        m,
                        40 - 9 * note + m / 2,
                        f"{note} {press.word().capitalize()} {press.word()} {press.word()}.",
                        0.0,
                        press.font,
                        press.size - 2,
                    )
                )
    press.flush()
    press.canvas.save()
    press.paper.source = press.buffer.getvalue()
    return press.paper


def right_order(text: str, paper: Paper) -> tuple[int, int, int, int]:
    """Return how many pairs of neighbours stand in order, of how many; how many sentences are whole, of all.

    A sentence stands where it does, or where its first letters do; spaces and hyphens are not counted.
    """
    printed = _letters(text)
    ordered = pairs = whole = sentences = 0
    for story in paper.stories:
        places = [printed.find(_letters(sentence)) for sentence in story]
        whole += sum(place >= 0 for place in places)
        places = [
            place if place >= 0 else printed.find(_letters(sentence)[:14])
            for place, sentence in zip(places, story, strict=True)
        ]
        ordered += sum(0 <= first < second for first, second in pairwise(places))
        pairs += len(story) - 1
        sentences += len(story)
    return ordered, pairs, whole, sentences


def _letters(text: str) -> str:
    return re.sub(r"[\s\x02\ufffe-]+", "", text)


def ours(source: bytes) -> str:
    """The text that Citedesk reads."""
    from index.documents import Document
    from index.readers import pdf

    (article,) = pdf.read(Document("paper.pdf", content=source))
    return article.text


def pdfium_order(source: bytes) -> str:
    """The text as PDFium gives it."""
    import pypdfium2

    with pypdfium2.PdfDocument(source) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def pdfminer_order(source: bytes) -> str:
    """The text as pdfminer.six's layout analysis gives it."""
    from pdfminer.high_level import extract_text

    return str(extract_text(BytesIO(source)))


def _measure(kinds: tuple[str, ...], seeds: range, read: Callable[[bytes], str]) -> str:
    sums, started = [0, 0, 0, 0], 0.0
    for kind in kinds:
        for seed in seeds:
            paper = draw(kind, seed)
            begun = time.perf_counter()
            text = read(paper.source)
            started += time.perf_counter() - begun
            sums = [a + b for a, b in zip(sums, right_order(text, paper), strict=True)]
    ordered, pairs, whole, sentences = sums
    spent = 1000 * started / (len(kinds) * len(seeds))
    return f"in order {ordered / pairs:.4f}  whole {whole / sentences:.4f}  {spent:.0f} ms a file"


if __name__ == "__main__":  # python tests/newspapers.py FIRST LAST [KIND ...]
    chosen = tuple(sys.argv[3:]) or (*KINDS, *HELD_OUT)
    for name, reader in (("ours", ours), ("PDFium", pdfium_order), ("pdfminer.six", pdfminer_order)):
        print(f"{name:13}", _measure(chosen, range(int(sys.argv[1]), int(sys.argv[2])), reader))
