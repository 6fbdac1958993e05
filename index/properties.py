"""Whether a file's own title and author are ones: programs fill both fields with what they have."""

import re

__all__ = ["people", "real_title"]

_FILE_NAME = re.compile(r"(?:[\w.-]+[/\\])*\S+\.[a-z]{2,4}\d?|.*[/\\].*\.\w{2,5}", re.IGNORECASE)
_BY_PROGRAM = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel|office)|openoffice|libreoffice|adobe|quarkxpress|indesign)\b.*"
    r"|.*\.(?:docx?|indd|qxp|qxd|pdf|rtf|odt|txt|pages|tex|dvi|xml|html?|pptx?)\b.*"
    r"|untitled\W*\d*|(?:document|dokument|doc|page|layout|slide|presentation|title|scan)\W*\d*"
    r"|\(?(?:anonymous|unspecified|unknown|none|null|n/a)\)?|word document",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"[^\W\d_a-z][\w'’-]*\.?(?:\s+(?:(?:de|da|di|del|la|le|van|von|der|den|ten|al|el|bin|ibn|dos|y)\s+)*"
    r"(?:[^\W\d_a-z]|[dO]['’])[\w'’-]*\.?){1,4}"
)
_NO_PERSON = re.compile(
    r"\b(?:the|magazine|review|admin\w*|user|owner|windows|microsoft|adobe|office|staff|writers?|reporters?|editors?|desk|bureau|news|"
    r"press|agency|service|team|department|ministry|university|institute|company|corporation|inc|ltd|gmbh|"
    r"llc|group|foundation|committee|council|commission|times|post|daily|journal|unknown|anonymous|author|"
    r"pc|laptop|computer|hewlett|packard|dell|scanner|printer|python|docx)\b",
    re.IGNORECASE,
)
_LONGEST = 300


def real_title(title: str, name: str = "") -> str | None:
    """Return a title that says what a text is about; None for a file's name or a program's.

    Args:
        title: as the file declares it.
        name: the file's own name.
    """
    title = " ".join(title.split())
    if not 4 <= len(title) <= _LONGEST or _BY_PROGRAM.fullmatch(title) or _FILE_NAME.fullmatch(title):
        return None
    if sum(letter.isalpha() for letter in title) < 0.5 * len(title):
        return None
    is_one_word = " " not in title and not title.isalpha()
    stem = re.sub(r"\.\w{1,5}$", "", name.rpartition("/")[2])
    return None if is_one_word or title.casefold() == stem.casefold() else title


def people(names: str) -> tuple[str, ...]:
    """Return the names of people in a list of them, where all that it holds look like such."""
    parts = [part.strip() for part in re.split(r"\s*(?:;|,|&|\band\b)\s*", names) if part.strip()]
    if not parts or len(parts) > 12:
        return ()
    if any(not _PERSON.fullmatch(part) or _NO_PERSON.search(part) for part in parts):
        return ()
    return tuple(parts)
