"""The commands that look after an archive: remove, check, backup, restore, migrate."""

import argparse
import os
from pathlib import Path

from ui.adding import Adding, Say
from ui.errors import NoSuchArticle

__all__ = ["add_maintenance", "backup", "check", "migrate", "remove", "restore"]

_EXIT_FOUND = 1


def add_maintenance(add: Adding) -> None:
    """Add the commands to a parser."""
    removing = add("remove", remove, "Remove articles: out of the next answer, and out of the archive.")
    removing.add_argument("names", nargs="*", metavar="ID|KEY|PATH|URL")
    removing.add_argument("--source", metavar="NAME", help="all articles of this agency or paper")
    removing.add_argument(
        "--versions", action="store_true", help="only what the articles said before they were updated"
    )
    removing.add_argument(
        "--purge", action="store_true", help="for takedowns: leave no byte of what was removed in the folder"
    )
    checking = add("check", check, "Check that nothing is lost or damaged; exit with 1 where something is.")
    checking.add_argument("--repair", action="store_true", help="build anew what can be")
    saving = add("backup", backup, "Write all that cannot be derived into one file, also while serving.")
    saving.add_argument("file", type=Path, metavar="FILE")
    restoring = add("restore", restore, "Make an archive of a backup; nothing is encoded again.")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--replace", action="store_true", help="in place of the archive that is there")
    add("migrate", migrate, "Bring an archive of the previous format up, in place.")


def remove(options: argparse.Namespace, say: Say) -> int:
    """Remove articles by name, or a source's."""
    from tqdm import tqdm

    from index.archive import Archive

    archive = Archive(options.archive)
    ids: list[str] = []
    for name in options.names:
        found = archive.ids_of(name) or archive.ids_of(os.path.abspath(name))
        if not found and not options.purge:  # purged again, it may be gone already
            raise NoSuchArticle(
                f"no article is called {name}: give its id, key, file or URL; nothing was removed"
            )
        ids += found
    if options.source:
        found = archive.ids_from(options.source)
        if not found and not options.purge:
            raise NoSuchArticle(f"no article is of the source {options.source!r}; nothing was removed")
        ids += found
    if not ids and not options.purge:
        raise NoSuchArticle("say what to remove: an id, a key, a file, a URL, or --source NAME")
    removed = 0
    with tqdm(total=len(set(ids)), unit=" articles", disable=None) as bar:
        for removed in archive.remove(dict.fromkeys(ids), options.purge, options.versions):
            bar.update(removed - bar.n)
    say(
        f"{removed} {'versions ' if options.versions else ''}removed"
        + (", no trace of them is left in the folder" if options.purge else "")
    )
    return 0


def check(options: argparse.Namespace, say: Say) -> int:
    """Say what is wrong, a line each."""
    from index import care

    found = care.repair(options.archive) if options.repair else care.check(options.archive)
    for line in found:
        say(line)
    if not found:
        say("nothing is wrong")
    elif not options.repair:
        say("citedesk check --repair builds anew what can be")
    return _EXIT_FOUND if found else 0


def backup(options: argparse.Namespace, say: Say) -> int:
    """Write the backup."""
    from index import care

    care.backup(options.archive, options.file)
    say(f"{options.file}: {options.file.stat().st_size:,} bytes")
    return 0


def restore(options: argparse.Namespace, say: Say) -> int:
    """Make the archive what the backup holds."""
    from index import care
    from index.archive import Archive

    care.restore(options.file, options.archive, options.replace)
    status = Archive(options.archive).status()
    say(f"{status.articles:,} articles restored to {options.archive}")
    return 0


def migrate(options: argparse.Namespace, say: Say) -> int:
    """Bring the format up."""
    from index import care

    was_needed = care.migrate(options.archive)
    say("the archive has the new format" if was_needed else "the archive has the new format already")
    return 0
