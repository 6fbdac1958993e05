"""Newspaper pages, made with a seed: stories in columns, and the order in which they are to be read."""

import random
from dataclasses import dataclass, field
from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

__all__ = ["KINDS", "Paper", "draw"]

KINDS = (
    "one", "two", "three", "four", "second", "beside", "dogleg", "picture", "narrow", "ragged", "table",
    "rotated", "sizes", "sections", "rowwise", "shifted", "pages", "notes",
)  # fmt: skip
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
        self.gutter = self.size * (self.random.uniform(0.85, 1.1) if kind == "narrow" else self.random.uniform(1.2, 2.5))
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
                if len(word) > 7 and self.random.random() < 0.5 and self.measure(f"{line} {word[:half]}-") <= width - indent:
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

    def columns(self, box: tuple[float, float, float], number: int, paragraphs: list[list[str]], hole: tuple[float, float, int] | None = None) -> float:
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


def draw(kind: str, seed: int) -> Paper:
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
        press.late.append((m, upper - high - 8, f"{press.word().capitalize()} {press.word()} {press.word()}", 0.0, "Helvetica-Oblique", press.size - 1.5))
        if spans < number:
            press.columns((m, top, width), number, press.story(r.randint(2400, 3600)), (upper, upper - high - 12, spans))
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
        joined = " ".join(line[0] for line in flow if line[0] and not line[0].startswith("#")).replace("- ", "")
        sentences = [s.strip() + "." for s in joined.split(".") if s.strip()]
        press.paper.stories.append(sentences)
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
                    press.late.append((m + cell * width / 4, y, f"{press.word()} {row}{cell}", 0.0, press.font, press.size))
                y -= press.leading * 1.2
        elif kind == "notes":
            for note in (1, 2):
                press.late.append((m, 40 - 9 * note + m / 2, f"{note} {press.word().capitalize()} {press.word()} {press.word()}.", 0.0, press.font, press.size - 2))
    press.flush()
    press.canvas.save()
    press.paper.source = press.buffer.getvalue()
    return press.paper
