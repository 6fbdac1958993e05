"""What the built-in reader cannot read, and how it says so."""

from collections.abc import Iterable

from index.languages import language_of
from qa.answering import Evidence

__all__ = ["READ", "name_of", "question_language", "readable", "unread"]

# The reader's measures of a sentence were fitted to English, and its rules are of English words.
READ = frozenset({"en"})


def readable(evidence: Evidence) -> Evidence:
    """Return the evidence in languages that are read, or not known."""
    return Evidence(tuple(item for item in evidence.passages if item.article.language in (None, *READ)))


def unread(evidence: Evidence) -> tuple[str, ...]:
    """Return the languages of the evidence that are not read, the best passage's first."""
    found = (item.article.language for item in evidence.passages)
    return tuple(dict.fromkeys(code for code in found if code is not None and code not in READ))


def question_language(question: str) -> str | None:
    """Return the language of a question that is not read; None where it is, or may be."""
    if all(letter.isascii() or not letter.isalpha() for letter in question):
        return None
    code = language_of(question)
    return None if code in READ else code


def name_of(codes: Iterable[str]) -> str:
    """Return languages' names in English: "Korean and French"."""
    from babel import Locale  # takes 60 ms that an answer need not wait for

    names = [Locale("en").languages.get(code, code) for code in codes]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
