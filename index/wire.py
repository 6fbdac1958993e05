"""What passes between a reading process and the one that asked, as lines of JSON: data, never objects."""

import base64
import json
import os
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from index.article import Article, Skipped, Summary
from index.documents import Document, Link
from index.reading import Item

__all__ = ["document_from", "document_line", "item_from", "item_line"]


def document_line(document: Document, start: int) -> bytes:
    """Return the line that asks for a document's items, from the given one on."""
    values = {item.name: getattr(document, item.name) for item in fields(document)}
    values["file"] = os.fspath(document.file) if document.file is not None else None
    if document.content is not None:
        values["content"] = base64.b64encode(document.content).decode("ascii")
    return _line({"document": values, "start": start})


def document_from(line: bytes) -> tuple[Document, int]:
    """Return what a line asks for."""
    values = json.loads(line)
    known: dict[str, Any] = values["document"]
    if known["file"] is not None:
        known["file"] = Path(known["file"])
    if known["content"] is not None:
        known["content"] = base64.b64decode(known["content"])
    known["fields"] = tuple((ours, theirs) for ours, theirs in known["fields"])
    return Document(**known), int(values["start"])


def item_line(item: Item) -> bytes:
    """Return the line that tells of an item."""
    match item:
        case Article():
            return _line({"article": _article(item)})
        case Skipped():
            return _line({"skipped": asdict(item)})
        case Link():
            article = item.article.article if isinstance(item.article, Summary) else item.article
            known = {"article": article and _article(article), "is_summary": article is not item.article}
            return _line({"link": {"url": item.url, **known}})


def item_from(values: dict[str, Any]) -> Item:
    """Return the item that a line tells of."""
    if "article" in values:
        return _article_from(values["article"])
    if "skipped" in values:
        return Skipped(**values["skipped"])
    known = values["link"]
    article = known["article"] and _article_from(known["article"])
    return Link(known["url"], Summary(article) if known["is_summary"] else article)


def _article(article: Article) -> dict[str, Any]:
    values = asdict(article)
    values["published"] = article.published and article.published.isoformat()
    return values


def _article_from(values: dict[str, Any]) -> Article:
    published = values["published"]
    if published is not None:
        form = datetime if len(published) > len("2000-01-01") else date
        values["published"] = form.fromisoformat(published)
    return Article(**{**values, "authors": tuple(values["authors"])})


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values).encode("ascii") + b"\n"
