"""Headlines: how they look, and the update markers and section labels that stand about them."""

import re

__all__ = ["clean", "is_section", "looks_like_headline", "same"]

_LONGEST = 220
_ORDINAL = r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|final)"
_MARKER = (
    rf"(?:{_ORDINAL}\s+)?(?:lead|ld)(?:[\s-]*(?:writethru|all))?(?:\s*#?\d+)?"
    rf"|{_ORDINAL}\s+(?:update|writethru)"
    r"|(?:update|wrapup|corrected|refile|rpt|repeat)\s*#?\d+"
    r"|updates?|updated|rpt|repeat|refile|refiled|corrected|correction|urgent|breaking(?:\s+news)?"
    r"|wrapup|(?:just\s+)?in|developing|flash|bulletin|writethru"
)
_MARKER_IN_FRONT = re.compile(
    rf"\s*(?:[(\[]\s*(?:{_MARKER})\s*[)\]]\s*[:–—-]*\s*|(?:{_MARKER})\s*(?:[:–—]|-+)\s*)", re.IGNORECASE
)
_MARKER_BEHIND = re.compile(
    rf"\s*(?:[(\[]\s*(?:{_MARKER})\s*[)\]]|[,–—-]+\s*(?:{_MARKER}))\s*$", re.IGNORECASE
)
_KIND = re.compile(r"\[[A-Z][\w -]{2,24}\]\s+|\((?:News|Yonhap) [A-Z]\w+\)\s+")
# Wires set LEAD and LD without any colon: "2nd LD S. Korea ...".
_BARE_MARKER = re.compile(rf"\s*(?:{_ORDINAL}\s+)?(?:LEAD|LD|URGENT)\s+(?=[A-Z\"'“‘(\d])")
_SECTION = re.compile(
    r"(?:(?:world|business|politics|political|national|international|local|regional|metro|sports?|"
    r"opinion|technology|tech|science|health|culture|arts?|entertainment|economy|markets?|"
    r"finance|money|environment|climate|education|travel|lifestyle|asia|europe|africa|americas|"
    r"americas|middle east|asia[ -]pacific|latin america|north america|u\.?s\.?|u\.?k\.?|law|crime|"
    r"news|home|top stories|latest|breaking|headlines?|general|diplomacy|defen[cs]e|energy|football|"
    r"companies|industry|society)\b[\s/>|&»·•,]*(?:and\s+)?){1,4}(?:news|desk|section|page)?",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.…;,:][\"'”’»)\]]*$")
_ABBREVIATION_END = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|St|No|vs)\.$")
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)$")


def looks_like_headline(line: str) -> bool:
    """Tell whether a line has a headline's look: short, and without a sentence's full stop."""
    if len(line) > _LONGEST or not any(letter.isalpha() for letter in line):
        return False
    if line.startswith("#"):
        return True
    if line[0].islower() or re.search(r"[a-z)\"”]\.\s+[A-Z]", line):
        return False
    if _ELLIPSIS.search(line) or _ABBREVIATION_END.search(line):
        return True
    if re.search(r"[,.]?[\"”]\s+(?:he|she|it|they|[A-Z]\w+)\s+(?:said|told|added|says)\b.*\.$", line):
        return False
    return not _STOP.search(line)


def is_section(line: str) -> bool:
    """Tell whether a line only names the section of the paper, such as "BUSINESS NEWS", or says "URGENT"."""
    if line.isupper() and re.fullmatch(_MARKER, line, re.IGNORECASE):
        return True
    parts = [part.split() for part in re.split(r"[>»]", line)]
    if len(parts) > 1 and all(
        1 <= len(part) <= 4 and all(word[0].isupper() or word == "&" for word in part) for part in parts
    ):  # "Home > News > Region"
        return True
    return _SECTION.fullmatch(line.strip(" :|/»>")) is not None


def clean(line: str) -> str:
    """Return the headline in a line: without update markers and Markdown's sign."""
    title = re.sub(r"^#+ *| #+$", "", " ".join(line.split()))
    for _ in range(3):
        shorter = _MARKER_IN_FRONT.sub("", title, count=1) if _MARKER_IN_FRONT.match(title) else title
        shorter = _BARE_MARKER.sub("", shorter, count=1) if _BARE_MARKER.match(shorter) else shorter
        shorter = _MARKER_BEHIND.sub("", _KIND.sub("", shorter, count=1) if _KIND.match(shorter) else shorter)
        shorter = shorter.strip()
        if shorter == title or not shorter:
            break
        title = shorter
    return " ".join(title.split())


def same(title: str, other: str) -> bool:
    """Tell whether two headlines say the same but for markers, case, spaces and punctuation."""
    return _letters(clean(title)) == _letters(clean(other[:_LONGEST]))


def _letters(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())
