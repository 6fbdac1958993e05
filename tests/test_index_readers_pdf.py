import random
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import pytest
from newspapers import HELD_OUT, KINDS, draw, ours, pdfium_order, right_order
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from index.article import Article
from index.documents import Document
from index.errors import UnreadableFile
from index.properties import people, real_title
from index.readers import pdf, reader_of

FIRE = "The harbour burned on Sunday night."


def canvas(**known: object) -> tuple[Canvas, BytesIO]:
    buffer = BytesIO()
    return Canvas(buffer, pagesize=(612, 792), **known), buffer


def lines(page: Canvas, *texts: str, x: float = 72, y: float = 700, size: float = 10) -> float:
    page.setFont("Times-Roman", size)
    for text in texts:
        page.drawString(x, y, text)
        y -= 1.2 * size
    return y


def made(*texts: str) -> bytes:
    page, buffer = canvas()
    lines(page, *texts)
    page.save()
    return buffer.getvalue()


def article(source: bytes, key: str = "story.pdf") -> Article:
    (found,) = pdf.read(Document(key, content=source))
    return found


def reason(source: bytes) -> str:
    with pytest.raises(UnreadableFile) as error:
        list(pdf.read(Document("story.pdf", content=source)))
    assert "\n" not in str(error.value)
    return str(error.value)


def raw(*objects: bytes) -> bytes:
    """A PDF of objects, numbered from 1; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return bytes(out) + tail % (size, table, size, len(out))


def packed(content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    return b"<</Filter/FlateDecode/Length %d>>stream\n" % len(data) + data + b"\nendstream"


def one_page(content: bytes, box: bytes = b"0 0 612 792") -> bytes:
    return raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % box,
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


DRAWN = b"BT /F1 12 Tf 72 700 Td (The harbour burned on Sunday night.) Tj ET"


def order(kinds: tuple[str, ...], seeds: range) -> tuple[float, float, float]:
    """The share of sentences that follow one another, of those that are whole, and PDFium's of the first."""
    found, theirs = [0, 0, 0, 0], [0, 0]
    for kind in kinds:
        for seed in seeds:
            paper = draw(kind, seed)
            found = [a + b for a, b in zip(found, right_order(ours(paper.source), paper), strict=True)]
            plain = right_order(pdfium_order(paper.source), paper)
            theirs = [theirs[0] + plain[0], theirs[1] + plain[1]]
    return found[0] / found[1], found[2] / found[3], theirs[0] / theirs[1]


def test_the_columns_of_newspaper_pages_are_read_in_their_order() -> None:
    pairs, whole, plain = order(KINDS, range(3000, 3002))
    assert pairs > 0.99, pairs
    assert whole > 0.985, whole
    assert plain < 0.95, plain


def test_so_are_those_of_layouts_that_it_was_not_made_with() -> None:
    pairs, whole, plain = order(HELD_OUT, range(3000, 3003))
    assert pairs > 0.95, pairs
    assert whole > 0.95, whole
    assert plain < 0.95, plain


def test_the_layout_is_told_by_its_format_and_its_ending() -> None:
    assert reader_of(Document("a", media_type="application/pdf", content=b"%PDF-1.4")) is pdf
    assert reader_of(Document("a", url="https://a.example/x.PDF", content=b"%PDF-1.4")) is pdf


def test_a_story_is_read_with_its_head() -> None:
    page, buffer = canvas(pageCompression=0)
    page.setTitle("Microsoft Word - fire.doc")
    page.setAuthor("Anna Lind")
    lines(page, "Fire destroys nineteen boats", y=720, size=24)
    lines(page, "By Anna Lind and Per Holm", y=690)
    lines(
        page, "NORRVIK, May 4, 2020 - Nineteen boats burned in the inner harbour", "on Sunday night.", y=670
    )
    page.save()
    found = article(buffer.getvalue())
    assert found.title == "Fire destroys nineteen boats"
    assert str(found.published) == "2020-05-04"
    assert found.place == "NORRVIK"
    assert found.authors == ("Anna Lind",)
    assert found.text.endswith("- Nineteen boats burned in the inner harbour on Sunday night.")


def test_when_the_file_was_made_is_not_when_the_text_was_published() -> None:
    source = made(FIRE)
    assert b"/CreationDate" in source
    assert article(source).published is None


def test_words_parted_at_line_ends_are_made_whole_and_compounds_keep_their_hyphen() -> None:
    source = made(
        "The govern-", "ment said that the well-", "known skipper and the Anglo-", "Swedish harbour-",
        "master met the harbour-master of the 19-", "year-old port.",
    )  # fmt: skip
    assert article(source).text == (
        "The government said that the well-known skipper and the Anglo-Swedish harbour-master met the "
        "harbour-master of the 19-year-old port."
    )


def test_paragraphs_are_parted_by_indents_or_by_white_space() -> None:
    page, buffer = canvas()
    y = lines(page, "The harbour burned on Sunday night, when the", "wind had turned to the north.")
    y = lines(page, "Nobody was hurt, said the mayor of the town", y=y, x=84)
    y = lines(page, "in the evening, and the boats were empty.", y=y)
    lines(page, "An inquiry begins on Monday.", y=y - 12)
    page.save()
    assert article(buffer.getvalue()).text == (
        "The harbour burned on Sunday night, when the wind had turned to the north.\n\n"
        "Nobody was hurt, said the mayor of the town in the evening, and the boats were empty.\n\n"
        "An inquiry begins on Monday."
    )


def test_ligatures_and_soft_hyphens_are_letters_again() -> None:
    registerFont(TTFont("DejaVu", Path(mpl.get_data_path(), "fonts/ttf/DejaVuSans.ttf")))
    page, buffer = canvas()
    page.setFont("DejaVu", 10)
    page.drawString(72, 700, "The o\ufb03ce \ufb01re was a re\ufb02ection of ne\u00adglect.")
    page.save()
    assert article(buffer.getvalue()).text == "The office fire was a reflection of neglect."


def test_running_heads_and_page_numbers_are_left_out_and_a_sentence_goes_on_over_the_page() -> None:
    page, buffer = canvas()
    for number, text in enumerate(
        ["The harbour burned on Sunday and the", "boats in it sank, all nineteen."]
    ):
        lines(page, f"The Norr Herald, 4 May 2020, page {number + 1}", y=760, size=8)
        lines(
            page, text if number else "Nobody was hurt in the fire, they said.", *([] if number else [text])
        )
        lines(page, str(number + 1), x=300, y=30, size=8)
        page.showPage()
    page.save()
    assert article(buffer.getvalue()).text == (
        "The Norr Herald, 4 May 2020, page 1\n\n"
        "Nobody was hurt in the fire, they said. The harbour burned on Sunday and the "
        "boats in it sank, all nineteen."
    )


def test_footnotes_and_captions_interrupt_no_sentence() -> None:
    page, buffer = canvas()
    grey = ImageReader(Image.new("L", (8, 8), 128))
    y = lines(page, "The harbour burned on Sunday night and the", "boats in it sank before")
    page.drawImage(grey, 72, y - 90, 200, 90)
    lines(page, "The harbour at night. Photo: P. Holm", y=y - 100, size=7)
    lines(page, "anyone could cut the ropes that held them,", "and so the fleet was", y=y - 122)
    lines(page, "1 The register counts nineteen.", y=90, size=7)
    page.showPage()
    lines(page, "lost to the sea by the morning.")
    page.save()
    assert article(buffer.getvalue()).text.split("\n\n")[-3:] == [
        "anyone could cut the ropes that held them, and so the fleet was lost to the sea by the morning.",
        "The harbour at night. Photo: P. Holm",
        "1 The register counts nineteen.",
    ]


def test_a_large_first_letter_belongs_to_its_word() -> None:
    page, buffer = canvas()
    lines(page, "T", y=676, size=40)
    lines(page, "he harbour burned on Sunday night and", "nobody was hurt, they said, when the", x=98)
    lines(page, "boats sank in the sea one by one.", y=664)
    page.save()
    assert article(buffer.getvalue()).text.startswith(
        "The harbour burned on Sunday night and nobody was hurt"
    )


def test_a_list_is_not_read_as_two_columns() -> None:
    page, buffer = canvas()
    for number in range(4):
        lines(page, "•", y=700 - 12 * number)
        lines(page, f"The boat of number {number} sank in the night.", x=90, y=700 - 12 * number)
    page.save()
    text = article(buffer.getvalue()).text
    assert "• The boat of number 0 sank in the night." in text
    assert text.index("number 1") < text.rindex("•")


def test_a_scan_says_so_and_what_is_not_scanned_is_read() -> None:
    page, buffer = canvas()
    page.drawImage(ImageReader(Image.new("L", (8, 8), 128)), 0, 0, 612, 792)
    page.save()
    assert reason(buffer.getvalue()) == "has no text: it is a scan; run OCR on it first (ocrmypdf FILE FILE)"
    page, buffer = canvas()
    page.drawImage(ImageReader(Image.new("L", (8, 8), 128)), 0, 0, 612, 792)
    page.showPage()
    lines(page, FIRE)
    page.save()
    assert article(buffer.getvalue()).text == FIRE


def test_a_password_to_open_is_asked_for_and_one_to_change_is_not() -> None:
    page, buffer = canvas(encrypt=StandardEncryption("open", "own"))
    lines(page, FIRE)
    page.save()
    assert reason(buffer.getvalue()) == "is locked with a password: save a copy without one"
    page, buffer = canvas(encrypt=StandardEncryption("", "own"))
    lines(page, FIRE)
    page.save()
    assert article(buffer.getvalue()).text == FIRE


def test_a_text_that_only_its_font_can_show_is_no_text() -> None:
    drawn = b"BT /F1 12 Tf 72 700 Td <%s> Tj ET" % b"".join(b"%04x" % (0xE000 + n) for n in range(40))
    source = raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        packed(drawn),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor 7 0 R/DW 600>>",
        b"<</Type/FontDescriptor/FontName/X/Flags 4/Ascent 800/Descent -200/FontBBox[0 0 600 800]>>",
    )
    assert reason(source).startswith("has a text that only its own fonts can show: run OCR on it")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"hello", "is not a PDF"),
        (made(FIRE)[:400], "is not a PDF, or is damaged"),
        (raw(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"), "has no text"),
        (
            raw(
                b"<</Type/Catalog/Pages 2 0 R>>",
                *(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 1) for n in range(2, 5_000)),
                b"<</Type/Page/MediaBox[0 0 9 9]>>",
            ),
            "has no text",
        ),
        (one_page(packed(b" " * 60_000_000)), "made to do harm"),
        (one_page(packed(b"BT /F1 1 Tf " + b"(ab cd) Tj " * 90_000 + b"ET")), "more than 300,000 letters"),
        (one_page(packed(b"q " * 1_000_000)), "has no text"),
        (one_page(packed(b"[" * 1_000_000)), "has no text"),
    ],
    ids=["no PDF", "cut", "a tree in itself", "a deep tree", "a bomb", "a long page", "states", "arrays"],
)
def test_what_is_made_to_do_harm_is_one_line(source: bytes, says: str) -> None:
    assert says in reason(source)


@pytest.mark.parametrize("box", [b"-1e30 -1e30 1e30 1e30", b"0 0 0 0", b"nan nan nan nan"])
def test_the_size_of_a_page_may_be_nonsense(box: bytes) -> None:
    assert article(one_page(packed(DRAWN), box)).text == FIRE


def test_more_pages_than_a_paper_has_are_not_read() -> None:
    page, buffer = canvas()
    for _ in range(501):
        page.showPage()
    page.save()
    assert reason(buffer.getvalue()) == "has 501 pages, and 500 are the most: split it"


def test_damage_gives_an_article_or_one_line() -> None:
    chance = random.Random(5)
    sources = [draw("two", 1).source, one_page(b"<</Length %d>>stream\n%s\nendstream" % (len(DRAWN), DRAWN))]
    for _ in range(150):
        damaged = bytearray(chance.choice(sources))
        for _ in range(chance.choice([1, 5, 40])):
            at = chance.randrange(len(damaged))
            if chance.random() < 0.8:
                damaged[at] = chance.randrange(256)
            else:
                del damaged[at : at + chance.randrange(40)]
        with suppress(UnreadableFile):  # and nothing else
            assert article(bytes(damaged)).text.strip()


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - x.doc", "story.indd", "Untitled-1", "untitled", "C:\\papers\\page 3.qxd",
        "a3_news_v2", "Document1", "x", "20200504", "PowerPoint Presentation.pptx",
    ],
)  # fmt: skip
def test_what_a_program_puts_for_a_title_is_none(title: str) -> None:
    assert real_title(title) is None


def test_a_title_is_taken_where_it_is_not_the_files_name() -> None:
    assert real_title(" Fire destroys\n19 boats ") == "Fire destroys 19 boats"
    assert real_title("Harbour fire", "papers/harbour fire.pdf") is None


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("Anna Lind", ("Anna Lind",)),
        ("Anna Lind and Per Holm", ("Anna Lind", "Per Holm")),
        ("Ursula von der Leyen; J. R. Ewing", ("Ursula von der Leyen", "J. R. Ewing")),
        ("admin", ()), ("Microsoft Office User", ()), ("HP", ()), ("Norr Herald News Desk", ()),
        ("alind3", ()), ("a@b.example", ()), ("", ()),
    ],
)  # fmt: skip
def test_only_people_are_authors(names: str, found: tuple[str, ...]) -> None:
    assert people(names) == found
