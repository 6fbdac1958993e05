"""EPUB: a magazine's or book's chapters, each an article; a book of one chapter is one.

On zipfile and lxml, by the standard (EPUB 3.3: container, package, spine): EbookLib is AGPL. Chapters
are not given to the HTML reader: they hold nothing but their text, and trafilatura, made to tell a
page's text from what stands around it, drops short ones, lists and poems.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import unquote

from lxml import etree

from index.article import Article, Skipped
from index.chapters import Chapter, read_chapter
from index.dates import day_of, parse_published
from index.documents import Document
from index.errors import UnreadableFile
from index.properties import people, real_title
from index.records import Declared, make_article
from index.zipped import opened_zip, unpacked, xml_root

__all__ = ["MEDIA_TYPES", "SUFFIXES", "read"]

SUFFIXES = (".epub",)
MEDIA_TYPES = ("application/epub+zip",)
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_FEWEST_WORDS = 20  # below it: a cover, a title page, a dedication
_MOST_CHAPTERS = 3_000
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "META-INF/container.xml"
_LOCKS = "META-INF/encryption.xml"


def read(document: Document) -> Iterator[Article | Skipped]:
    """Give an article for each chapter that holds text, in the order of the spine.

    Raises:
        UnreadableFile: it is no EPUB, locked, damaged, too large, or without text.
    """
    source = document.read()
    with opened_zip(source, "an EPUB") as archive:
        place = _package_place(archive)
        package = xml_root(unpacked(archive, place), place)
        names = _spine(package, posixpath.dirname(place))
        locked = _locked(archive)
        if names and locked.issuperset(names):
            raise UnreadableFile("is locked (DRM): get a copy that is not")
        found: list[tuple[str, bytes, Chapter]] = []
        for name in names:
            if name in locked:
                yield Skipped(f"{document.name}#{name}", "is locked (DRM)")
                continue
            try:
                content = unpacked(archive, name)
                chapter = read_chapter(content)
            except UnreadableFile as error:
                yield Skipped(f"{document.name}#{name}", str(error))
                continue
            if not chapter.is_contents and len(chapter.text.split()) >= _FEWEST_WORDS:
                found.append((name, content, chapter))
    if not found:
        raise UnreadableFile("has no chapters with text")
    declared = _declared(package)
    if len(found) == 1:
        title = real_title(declared.title or "") or found[0][2].title
        yield make_article(document, found[0][2].text, replace(declared, title=title), source)
        return
    for name, content, chapter in found:
        part = document.part(f"chapter/{name}", content, "application/xhtml+xml")
        own = chapter.title if chapter.title != declared.title else None
        source_name = declared.source or declared.title
        yield make_article(part, chapter.text, replace(declared, title=own, source=source_name), content)


def _package_place(archive: zipfile.ZipFile) -> str:
    root = xml_root(unpacked(archive, _CONTAINER), _CONTAINER)
    for file in root.iter("{*}rootfile"):
        if place := file.get("full-path"):
            return str(place)
    raise UnreadableFile("is incomplete: it does not say where its contents are")


def _spine(package: etree._Element, folder: str) -> list[str]:
    """Return the names of the chapters in the order in which they are read, each once."""
    items: dict[str, str] = {}
    for item in package.iter(f"{_OPF}item"):
        is_contents = "nav" in (item.get("properties") or "").split()
        if item.get("media-type") in _CHAPTERS and not is_contents:
            place = unquote((item.get("href") or "").partition("#")[0])
            items[item.get("id") or ""] = posixpath.normpath(posixpath.join(folder, place))
    order = [items.get(entry.get("idref") or "") for entry in package.iter(f"{_OPF}itemref")]
    names = list(dict.fromkeys(name for name in order if name))
    if len(names) > _MOST_CHAPTERS:
        raise UnreadableFile(f"has {len(names):,} chapters, and {_MOST_CHAPTERS:,} are the most")
    return names


def _locked(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the names of the entries that are encrypted."""
    if _LOCKS not in archive.namelist():
        return frozenset()
    root = xml_root(unpacked(archive, _LOCKS), _LOCKS)
    return frozenset(unquote(at.get("URI") or "") for at in root.iter("{*}CipherReference"))


def _declared(package: etree._Element) -> Declared:
    values = {name: _values(package, name) for name in ("title", "publisher", "creator")}
    publisher = next((value for value, _ in values["publisher"] if value.lower() != "calibre"), None)
    creators = [value for value, element in values["creator"] if _is_author(element)]
    return Declared(
        title=next((value for value, _ in values["title"]), None),
        published=_published(package),
        source=publisher,
        authors=tuple(name for creator in creators for name in people(creator)),
    )


def _values(package: etree._Element, name: str) -> list[tuple[str, etree._Element]]:
    elements = list(package.iter(f"{_DC}{name}"))
    found = [(" ".join((element.text or "").split())[:300], element) for element in elements]
    return [(value, element) for value, element in found if value]


def _is_author(creator: etree._Element) -> bool:
    return creator.get(f"{_OPF}role") in (None, "aut")


def _published(package: etree._Element) -> date | datetime | None:
    """Return the date of publication: EPUB 2 names the event of each date, EPUB 3 has no other."""
    for value, element in _values(package, "date"):
        found = parse_published(value)
        if element.get(f"{_OPF}event") in (None, "publication") and found and day_of(found).year > 1500:
            return found  # calibre writes the year 101 where it knows none
    return None
