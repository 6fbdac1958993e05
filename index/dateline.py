"""Datelines: "SEJONG, Nov. 28 (Yonhap) -- ", "SEOUL: ", "(Reuters) - ", and the agencies in them."""

import re
from dataclasses import dataclass
from datetime import date

from index.dates import written_dates

__all__ = ["Dateline", "find_agency", "find_dateline", "is_wire"]

# The agencies whose bare name on a line of a head is a source. A name in a dateline's brackets
# needs no list.
_AGENCIES = frozenset(
    """aap afp ahram ana anadolu ani ansa antara ap apa belga bernama bloomberg bss bta cnn cp dawn
    dpa efe ians interfax irna itar-tass jiji kcna kuna kyodo lusa mena mti nampa ntb pap pna pti
    reuters reuter ritzau sana spa sputnik tass tt tanjug upi wam xinhua yonhap yna""".split()
)
_AGENCY_PHRASE = re.compile(
    r"(?:the )?(?:associated press|press trust of india|press association|agence france-presse|"
    r"canadian press|anadolu agency|kyodo news|jiji press|bbc news|fox news|cbs news|nbc news|"
    r"abc news|al jazeera|deutsche welle|thomson reuters|deutsche presse-agentur|"
    r"philippine news agency)",
    re.IGNORECASE,
)
# How the names of papers and agencies end.
_MEDIUM = re.compile(
    r"(?:[A-Z][\w.&'’-]*\s+){1,3}(?:News|Agency|Press|Times|Post|Herald|Tribune|Gazette|Wire|"
    r"Chronicle|Observer|Guardian|Mail|Telegraph|Journal|Standard|Courier|Examiner|Service|Daily|"
    r"Recorder|Newswire|Today|Star|Globe|Mirror|Independent|Bulletin|Dispatch|Echo|Monitor)"
)

_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
_DATE = (
    rf"(?:{_WEEKDAY}|{_MONTH_NAME}\ \d{{1,2}}(?:,?\ \d{{4}})?|\d{{1,2}}\ {_MONTH_NAME}(?:,?\ \d{{4}})?"
    r"|\d{4}[-/]\d\d[-/]\d\d)"
)
_WORD = r"[^\W\d_][\w.'’]*(?:-[\w.'’]+)*"
_PLACE = (
    rf"(?!{_MONTH_NAME}\ \d|{_WEEKDAY}){_WORD}(?:[ /]{_WORD}){{0,4}}"
    rf"(?:\ \[{_WORD}(?:\ {_WORD}){{0,3}}\])?"
    rf"(?:,\ (?!{_MONTH_NAME}\ \d|{_WEEKDAY}){_WORD}(?:\ {_WORD}){{0,3}}?){{0,2}}"
)
_DASH = r"(?:--+|—|–|_|\.-|-)(?=\s)|—|–|--+"
# A place and a date, either of which may be missing; then an agency, or a dash or a colon, or both.
# Some agencies stand in front: "(ANSA) - Rome, November 28 - ".
_DATELINE = re.compile(
    rf"""
    [*_]{{0,3}}
    (?:(?P<place>{_PLACE})[*_]{{0,3}}(?=[\s,.:(\[—–/-]))?
    (?:,?\s*\(?(?P<date>{_DATE})\)?(?:,\ \d{{4}})?(?:,?\ \d\d:\d\d)?)?
    (?:
        \.?,?\s*
        (?:\((?P<bracketed>[^()]{{2,40}})\)|/(?P<slashed>[^/]{{2,30}})/|(?<=,\ )(?P<named>[A-Z]\w+))
        \.?\s*
        (?P<dash>{_DASH}|:)?\s*
        (?:(?:(?P<second>{_PLACE}),\ |,?\ ?)(?P<late>{_DATE})\s*(?P<later>{_DASH}|:))?
      |
        \s*(?P<only>{_DASH}|:)
    )
    \s*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_PLACES = frozenset(
    """analysis breaking brief column commentary correction corrected editorial exclusive explainer
    factbox feature fact focus interview live lead letter list note opinion poll preview profile
    refile report review roundup rpt special summary table test timeline update urgent video watch
    wrapup q&a who what why how""".split()
)
_SMALL = frozenset("of de la le el al del da do dos and the on upon sur am an der den".split())
_LONGEST = 110


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline tells, and where the sentence after it starts (code points)."""

    place: str | None
    agency: str | None
    day: date | None
    end: int


def find_agency(text: str) -> str | None:
    """Return the agency or paper that the text is the name of, as written, or None."""
    name = text.strip()
    if not name or len(name) > 50:
        return None
    return name if is_wire(name) or _MEDIUM.fullmatch(name) else None


def is_wire(name: str) -> bool:
    """Tell whether the name is that of a well-known news agency."""
    return name.lower() in _AGENCIES or _AGENCY_PHRASE.fullmatch(name) is not None


def find_dateline(line: str) -> Dateline | None:
    """Read the dateline that a paragraph opens with, or None.

    An agency in brackets is one; else two signs are asked for, since each alone stands in ordinary
    sentences: a place in capitals, a place with its country, a date, a dash.
    """
    found = _DATELINE.match(line)
    if not found or found.end() == 0 or found.end() > _LONGEST:
        return None
    if found.end() == len(line) and not (found["place"] and found["date"]):
        return None
    place, dash = found["place"] or found["second"], found["dash"] or found["later"] or found["only"]
    agency = found["bracketed"] or found["slashed"] or found["named"]
    dated = found["date"] or found["late"]
    if place and not _is_place(place):
        return None
    alone = found.end() == len(line)
    if not _is_agency(agency, dash or (":" if alone else None)) or not _is_set_off(line, found.end()):
        return None
    capitals = place is not None and _in_capitals(place)
    abroad = place is not None and "," in place and dash not in (None, ":")
    if capitals + abroad + bool(dated) + 2 * bool(agency) + (dash not in (None, ":")) < 2 and not (
        capitals and dash
    ):
        return None
    days = written_dates(dated) if dated else ()
    return Dateline(place, agency, next((day.day for day in days if day.day), None), found.end())


def _is_place(place: str) -> bool:
    words = re.findall(r"[\w'’&-]+", place)
    if words[0].lower() in _NOT_PLACES:
        return False
    return all(word[0].isupper() or word.lower() in _SMALL for word in words)


def _in_capitals(place: str) -> bool:
    first = place.split(",", maxsplit=1)[0].split("[", maxsplit=1)[0].strip()
    letters = [letter for letter in first if letter.isalpha()]
    return len(letters) > 2 and first == first.upper()


def _is_agency(agency: str | None, dash: str | None) -> bool:
    """A name in brackets is an agency where a dash follows; else it has to be a known one."""
    if agency is None:
        return True
    if find_agency(agency.split(",")[0].split("/")[0]) is not None:
        return True
    if dash is None and re.fullmatch(r"[A-Z]{3,6}", agency):
        return False
    words = agency.split()
    named = all(word[0].isupper() or word in _SMALL for word in words)
    return dash is not None and len(words) <= 6 and words[0][0].isupper() and named


def _is_set_off(line: str, end: int) -> bool:
    """The sentence after a dateline starts with a capital, a figure or a quotation mark."""
    if end == len(line):
        return True
    letter = line[end]
    return letter.isupper() or letter.isdigit() or letter in "\"'“‘«$€£" or not letter.isascii()
