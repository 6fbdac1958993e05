"""The commands that look into an archive: articles, show, status."""

import argparse
import json

from ui.adding import Adding, Say

__all__ = ["add_browsing", "articles", "show", "status"]


def add_browsing(add: Adding) -> None:
    """Add the commands to a parser."""
    listing = add("articles", articles, "List the articles, the newest first.")
    listing.add_argument("--source", metavar="NAME", help="only those of this agency or paper")
    listing.add_argument("--from", dest="first", metavar="DATE", help="only those from this date on")
    listing.add_argument("--to", dest="last", metavar="DATE", help="only those up to this date")
    listing.add_argument("--json", action="store_true")
    showing = add("show", show, "Print a stored article: its versions, the days it tells of, its copies.")
    showing.add_argument("article_id", metavar="ARTICLE_ID")
    showing.add_argument("--json", action="store_true")
    telling = add("status", status, "Say what the archive holds.")
    telling.add_argument("--json", action="store_true")


def articles(options: argparse.Namespace, say: Say) -> int:
    """List articles, a line each."""
    from index.archive import Archive
    from index.dates import parse_range
    from index.scope import Scope
    from ui.describing import listed_json, listed_text

    scope = Scope(
        parse_range(options.first).first if options.first else None,
        parse_range(options.last).last if options.last else None,
        sources=(options.source,) if options.source else (),
    )
    listed = Archive(options.archive).articles(scope)
    if not options.json:
        for item in listed:
            say(listed_text(item))
        return 0
    before = "["
    for item in listed:
        say(f"{before}{json.dumps(listed_json(item), ensure_ascii=False)}")
        before = ","
    say("]" if before == "," else "[]")
    return 0


def show(options: argparse.Namespace, say: Say) -> int:
    """Print an article."""
    from index.archive import Archive
    from ui.describing import Shown, article_json, article_text

    archive = Archive(options.archive)
    article = archive.article(options.article_id)
    shown = Shown(article, archive.versions(article.id), archive.told(article), archive.also_told(article))
    say(_json(article_json(shown)) if options.json else article_text(shown))
    return 0


def status(options: argparse.Namespace, say: Say) -> int:
    """Say what the archive holds."""
    from index.archive import Archive
    from ui.describing import status_json, status_text

    found = Archive(options.archive).status()
    say(_json(status_json(found)) if options.json else status_text(found))
    return 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
