"""Authors' names, out of the fields and bylines in which pages give them."""

import re
from collections.abc import Iterable
from html import unescape

__all__ = ["author_names"]

_MOST = 12  # names of one article
_BY = re.compile(
    r"(?:(?:written|posted|reported|story|text|words)\s+)?(?:by|von|par|por|di|av|af|door)\b[:\s]\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[;|/·•\n]|,?\s+(?:and|und|et|y|og|och|en)\s+|\s&\s)\s*", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:staff|writer|reporter|correspondent|editor|bureau|desk|team|contributor|columnist|critic|"
    r"producer|journalist|redakteur|redaktion|rédaction|admin|administrator|webmaster|guest|chief|head of)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S*(?:https?:|www\.|@)\S*", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|www\.|@|[<>{}\[\]=\d]|\.(?:com|org|net)\b", re.IGNORECASE)


def author_names(values: Iterable[str], site: str | None = None) -> tuple[str, ...]:
    """Return the names in fields or bylines, each once, without "By", roles, addresses and the site's own.

    Args:
        values: as the page has them.
        site: its name, which many give as the author of what no one signed.
    """
    names: dict[str, str] = {}
    for value in list(values)[:50]:
        plain = " ".join(re.sub(r"<[^<>]*>", " ", unescape(value[:500])).replace("\n", " ; ").split())
        plain = _ADDRESS.sub(" ", plain).strip()
        for part in _BETWEEN.split(_BY.sub("", plain, count=1) if _BY.match(plain) else plain):
            for name in _parts(part):
                if _is_name(name, site):
                    names.setdefault(name.casefold(), name)
    return tuple(names.values())[:_MOST]


def _parts(part: str) -> list[str]:
    """Part "Ann Roe, Political Editor" and "Ann Roe, John Doe"; "Roe, Ann" is turned round."""
    parts = [piece.strip(" ,.-–—:") for piece in part.split(",")]
    if len(parts) == 2 and all(re.fullmatch(r"[^\W\d_][\w'’-]*", piece) for piece in parts):
        return [f"{parts[1]} {parts[0]}"] if not any(map(_ROLE.search, parts)) else parts
    return parts


def _is_name(name: str, site: str | None) -> bool:
    if not 2 <= len(name) <= 60 or len(name.split()) > 6 or _NO_NAME.search(name) or _ROLE.search(name):
        return False
    return not (site and name.casefold() == site.casefold()) and any(map(str.isalpha, name))
