import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from index.article import Article
from index.documents import Document
from index.errors import UnreadableFile
from index.readers import docx as word_reader
from index.readers import epub as epub_reader
from index.readers import known_suffixes, reader_of

FIRE = "NORRVIK, May 4, 2020 — Nineteen boats burned in the inner harbour on Sunday night."
LONG = "Nobody was hurt when the boats burned, said the mayor, and the council met on Monday to ask why. " * 2


def saved(word: docx.document.Document) -> bytes:
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def word(*paragraphs: str) -> docx.document.Document:
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    return made


def article(source: bytes, key: str = "story.docx") -> Article:
    (found,) = word_reader.read(Document(key, content=source))
    assert isinstance(found, Article)
    return found


def epub(
    chapters: dict[str, str],
    metadata: str = "",
    manifest: str = "",
    extra: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """An EPUB of chapters, given as what stands in their bodies."""
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{items}{manifest}</manifest><spine>{spine}</spine></package>"
    )
    return zipped(
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.encode()),
        ("OPS/book.opf", package.encode()),
        *((f"OPS/{name}", page(body)) for name, body in chapters.items()),
        *extra,
    )


def page(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
        f"<style>p {{}}</style></head><body>{body}</body></html>"
    ).encode()


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def read_epub(source: bytes, key: str = "issue.epub") -> list[Article]:
    return [item for item in epub_reader.read(Document(key, content=source)) if isinstance(item, Article)]


def reason(source: bytes, reader: Callable[[Document], object] = word_reader.read) -> str:
    with pytest.raises(UnreadableFile) as error:
        list(reader(Document("x", content=source)))  # type: ignore[call-overload]
    assert "\n" not in str(error.value)
    return str(error.value)


def test_paragraphs_headings_and_tables_are_read_in_order() -> None:
    made = docx.Document()
    made.add_heading("Fire destroys nineteen boats", 0)
    made.add_paragraph(FIRE)
    table = made.add_table(2, 2)
    for row, cells in enumerate([("Boats", "19"), ("Hurt", "0")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    made.add_heading("The inquiry", 2)
    made.add_paragraph("It begins on Monday.")
    found = article(saved(made))
    assert found.text == (
        f"Fire destroys nineteen boats\n\n{FIRE}\n\nBoats\t19\nHurt\t0\n\nThe inquiry\n\nIt begins on Monday."
    )
    assert found.title == "Fire destroys nineteen boats"
    assert found.place == "NORRVIK"


def test_properties_are_taken_where_people_wrote_them_and_no_date_is() -> None:
    made = word("The harbour burned on Sunday night, and nobody was hurt, they said.")
    assert (article(saved(made)).title, article(saved(made)).authors) == (None, ())
    made.core_properties.title = "Harbour fire in Norrvik"
    made.core_properties.author = "Anna Lind"
    found = article(saved(made))
    assert (found.title, found.authors) == ("Harbour fire in Norrvik", ("Anna Lind",))
    assert found.published is None


def test_tracked_insertions_are_text_and_deletions_and_hidden_text_are_none() -> None:
    made = word("The harbour ")
    paragraph = made.paragraphs[0]._p
    paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>burned</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>sank</w:delText></w:r></w:del>"))
    hidden = f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    paragraph.append(parse_xml(hidden))
    made.paragraphs[0].add_run(".")
    assert article(saved(made)).text == "The harbour burned."


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    made = word("The harbour burned.", "Nobody was hurt.")
    box = "<w:txbxContent><w:p><w:r><w:t>19 boats</w:t></w:r></w:p></w:txbxContent>"
    run = OxmlElement("w:r")
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    run.append(
        parse_xml(
            f"<mc:AlternateContent {names} {nsdecls('w')}><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
    )
    made.paragraphs[0]._p.append(run)
    assert article(saved(made)).text == "The harbour burned.\n\n19 boats\n\nNobody was hurt."


def test_footnotes_stand_at_the_end() -> None:
    made = word("The harbour burned.", "Nobody was hurt.")
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'>"
        "<w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote><w:footnote w:id='2'>"
        "<w:p><w:r><w:t>The register counts 19.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        notes.encode(),
        made.part.package,
    )
    made.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    found = article(saved(made)).text
    assert found == "The harbour burned.\n\nNobody was hurt.\n\nThe register counts 19."


def test_breaks_tabs_and_hyphens_are_what_they_stand_for() -> None:
    made = word("Boats:\t19\nHurt: 0")
    made.paragraphs[0].runs[0]._r.append(OxmlElement("w:noBreakHyphen"))
    made.paragraphs[0].add_run("x")
    assert article(saved(made)).text == "Boats:\t19\nHurt: 0-x"


def test_the_old_binary_format_is_not_listed() -> None:
    assert ".docx" in known_suffixes()
    assert ".doc" not in known_suffixes()
    assert reader_of(Document("a", url="https://a.example/x.doc", content=b"\xd0\xcf\x11\xe0")) is None


def test_a_magazine_gives_an_article_a_chapter_and_no_covers_or_contents() -> None:
    links = "".join(f'<li><a href="c{n}.xhtml">The harbour burned on Sunday night</a></li>' for n in range(9))
    source = epub(
        {
            "cover.xhtml": "<h1>The Norr Review</h1>",
            "contents.xhtml": f"<h1>Contents</h1><ol>{links}</ol>",
            "fire.xhtml": "<h1>Harbour<br/>fire</h1><p>By Per Holm</p>"
            f"<p>{LONG}</p><p>One&nbsp;more.<!-- x --> End.</p>",
            "snow.xhtml": f"<div><h2>Snow in May</h2>{LONG}<p>Snow fell.</p></div><script>no()</script>",
        },
        "<dc:title>The Norr Review</dc:title><dc:publisher>Norr Media</dc:publisher>"
        "<dc:date>2020-05-04</dc:date><dc:creator>The Norr Review</dc:creator>",
    )
    fire, snow = read_epub(source)
    assert fire.key == "issue.epub#chapter/OPS/fire.xhtml"
    assert (fire.title, snow.title) == ("Harbour fire", "Snow in May")
    assert fire.text == f"Harbour fire\n\nBy Per Holm\n\n{LONG.strip()}\n\nOne more. End."
    assert snow.text == f"Snow in May\n\n{LONG.strip()}\n\nSnow fell."
    assert {str(fire.published), fire.source} == {"2020-05-04", "Norr Media"}
    assert fire.authors == ("Per Holm",)
    assert fire.digest != snow.digest


def test_a_book_of_one_chapter_is_one_article_named_by_its_file() -> None:
    metadata = "<dc:title>Harbour fire in Norrvik</dc:title><dc:creator>Anna Lind</dc:creator>"
    (found,) = read_epub(epub({"a.xhtml": f"<p>{LONG}</p>"}, f"{metadata}<dc:date>0101-01-01</dc:date>"))
    assert (found.key, found.title, found.authors) == (
        "issue.epub",
        "Harbour fire in Norrvik",
        ("Anna Lind",),
    )
    assert found.published is None


def test_a_missing_chapter_costs_only_itself() -> None:
    whole = epub({"a.xhtml": f"<p>{LONG}</p>", "b.xhtml": f"<p>{LONG}</p>"})
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        kept = [(name, archive.read(name)) for name in archive.namelist() if not name.endswith("b.xhtml")]
    (found, skipped) = sorted(
        epub_reader.read(Document("x", content=zipped(*kept))), key=lambda item: type(item).__name__
    )
    assert isinstance(found, Article)
    assert "OPS/b.xhtml is missing" in skipped.reason  # type: ignore[union-attr]


def test_a_locked_book_says_so() -> None:
    lock = b"<encryption><CipherData><CipherReference URI='OPS/a.xhtml'/></CipherData></encryption>"
    source = epub({"a.xhtml": f"<p>{LONG}</p>"}, extra=(("META-INF/encryption.xml", lock),))
    assert reason(source, epub_reader.read) == "is locked (DRM): get a copy that is not"


BODY = f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>"


def with_body(xml: str) -> bytes:
    """A Word document whose main part is replaced."""
    with zipfile.ZipFile(BytesIO(saved(word("x")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(*(parts | {"word/document.xml": xml.encode()}).items())


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    names = '<!DOCTYPE w [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert article(with_body(names + BODY % "Harbour &l0;&f; fire.")).text == "Harbour  fire."
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    assert "damaged" in reason(with_body(names.replace("]>", f"{laughs}]>") + BODY % "&l9;"))
    source = epub({"a.xhtml": f"<p>{LONG}</p>"}, "<dc:title>&l9;&f;</dc:title>")
    assert "is damaged at OPS/book.opf" in reason(source, epub_reader.read)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"hello", "is not a Word document (.docx), or is damaged: save it again"),
        (zipped(("a.txt", b"x")), "is not a Word document (.docx)"),
        (zipped(("[Content_Types].xml", b"<x/>")), "is not a Word document (.docx)"),
        (zipped(("[Content_Types].xml", b" " * 19_000_000)), "unpacks to hundreds of times its size"),
        (zipped(("a.bin", b" " * 201_000_000)), "unpacks to 201 MB"),
        (zipped(*((f"{n}.xml", b"") for n in range(5_001))), "holds more than 5,000 files"),
        (with_body(BODY % "x" + "<x/>"), "is not a Word document"),
        (with_body("<a>" * 5_000 + "</a>" * 5_000), "is not a Word document"),
        (with_body(BODY % " "), "holds no text"),
        (saved(word("x"))[:-40], "is not a Word document"),
    ],
    ids=["no zip", "another", "nothing", "a bomb", "much", "many", "two roots", "deep", "empty", "cut"],
)
def test_what_is_no_word_document_or_made_to_do_harm_is_one_line(source: bytes, says: str) -> None:
    assert says in reason(source)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"hello", "is not an EPUB, or is damaged: save it again"),
        (zipped(("a.txt", b"x")), "META-INF/container.xml is missing"),
        (epub({"a.xhtml": "<h1>Cover</h1>"}), "has no chapters with text"),
        (epub({}), "has no chapters with text"),
        (epub({"a.xhtml": "<p>" + " " * 19_000_000 + "</p>"}), "unpacks to hundreds of times its size"),
    ],
    ids=["no zip", "another", "cover", "nothing", "a bomb"],
)
def test_what_is_no_book_is_one_line(source: bytes, says: str) -> None:
    assert says in reason(source, epub_reader.read)


def test_deep_markup_and_names_that_lead_elsewhere_do_no_harm() -> None:
    deep = "<div>" * 20_000 + LONG
    chapters = {"../../../etc/passwd": f"<p>{LONG}</p>", "deep.xhtml": deep, "c.xhtml": f"<p>{LONG}</p>"}
    items = list(epub_reader.read(Document("x", content=epub(chapters))))
    assert [item.text for item in items if isinstance(item, Article)] == [LONG.strip()]


def test_a_size_that_is_declared_too_small_unpacks_to_no_more() -> None:
    source = bytearray(saved(word(LONG)))
    at = source.index(b"word/document.xml", source.index(b"PK\x01\x02")) - 46 + 24
    source[at : at + 4] = (10).to_bytes(4, "little")
    assert "is not a Word document" in reason(bytes(source))


@pytest.mark.parametrize("kind", ["docx", "epub"])
def test_damage_gives_articles_or_one_line(kind: str) -> None:
    chance = random.Random(7)
    read = word_reader.read if kind == "docx" else epub_reader.read
    whole = (
        saved(word(FIRE, LONG)) if kind == "docx" else epub({"a.xhtml": f"<p>{LONG}</p>", "b.xhtml": LONG})
    )
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(120):
        if chance.random() < 0.5:
            damaged = _damaged(whole, chance)
        else:  # inside the parts, where the zip's checksums do not tell
            at = chance.randrange(len(parts))
            damaged = zipped(*parts[:at], (parts[at][0], _damaged(parts[at][1], chance)), *parts[at + 1 :])
        with suppress(UnreadableFile):  # and nothing else
            list(read(Document("x", content=damaged)))


def _damaged(source: bytes, chance: random.Random) -> bytes:
    out = bytearray(source)
    for _ in range(chance.choice([1, 4, 30])):
        at = chance.randrange(len(out))
        if chance.random() < 0.8:
            out[at] = chance.randrange(256)
        else:
            del out[at : at + chance.randrange(20)]
        out = out or bytearray(b"x")
    return bytes(out)


def test_a_cell_within_a_cell_is_read_once() -> None:
    made = docx.Document()
    outer = made.add_table(1, 1).cell(0, 0)
    outer.text = "Boats"
    outer.add_table(1, 1).cell(0, 0).text = "Nineteen"
    assert article(saved(made)).text.count("Nineteen") == 1
    assert made.element.body.tag == qn("w:body")
