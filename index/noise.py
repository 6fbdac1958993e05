"""Lines that a page or a wire puts about an article and that are no part of its story.

A line that is noise and stays is seen by a reader; a line of the story that is dropped is found by no
one. So a line that reads as a sentence is dropped only in the fixed forms of credits and notices, and
figures only above the story.
"""

import re

from index.paragraphs import SENTENCE_END, Span

__all__ = ["is_noise", "is_ticker", "strip_tail"]

_LONGEST = 260
_TAIL_LINES = 12
# The forms that may end in a full stop.
_NOTICE = re.compile(
    r"""
      (?:Photo|Image|Picture|Pic|Graphic|File\ [Pp]hoto|Photograph|Photo\ credit|Credit|PHOTO)s?\s*:\s.{0,200}
    | \[(?:Photo|Image|Picture|Read\ [Mm]ore|See\ [Aa]lso)\b.{0,200}
    | (?:Read|READ|See|SEE|Watch|Also|ALSO)\ (?:[Mm]ore|MORE|[Aa]lso|ALSO|[Rr]ead|READ|[Nn]ow)\s*[:|>»]
      .{0,200}
    | (?:Follow|Like|Find)\ (?:us|me|our\ page|@\w+)\ on\ (?:Twitter|Facebook|Instagram|X|Telegram)\b.{0,120}
    | (?:Follow|Contact)\ (?:him|her|them|the\ (?:reporter|writer|author))\b.{0,80}[@:].{0,80}
    | (?:Sign\ up|Subscribe|Register)\b.{0,80}\b(?:newsletters?|alerts|channel|digital\ edition)\b.{0,80}
    | Download\ (?:our|the)\ .{0,60}\bapp\b.{0,80}
    | \((?:Adds|Updates|Recasts|Corrects|Repeats|Rewrites|Refiles|Fixes|ATTN)\b.{0,200}\)
    | (?:©|\([cC]\)\s|Copyright\ (?:©|\([cC]\)|\d{4})).{0,240}
    | Copyright\ [A-Z].{0,60}\d{4}\.?
    | .{0,120}\b(?:[Aa]ll\ [Rr]ights\ [Rr]eserved|ALL\ RIGHTS\ RESERVED)\b.{0,120}
    """,
    re.VERBOSE,
)
# The forms that no sentence has: labels, buttons, rules.
_LABEL = re.compile(
    r"""
      (?:\W*\ )?advertise?ment(?:\ continues.*)?\W*
    | (?:photo|image|picture|graphic|file\ photo|photograph|pic|video)s?
      (?:\s*:|\s*/|\ by\b|\ credit\b|\ courtesy\b).{0,120}
    | [(\[](?:photo|image|picture|graphic|file|ap\ photo|file\ photo|pic)s?\b.{0,120}[)\]]
    | .{0,120}\bfile\ (?:photo|picture|image)
    | (?:reuters|afp|ap|getty\ images|epa|yonhap|xinhua|shutterstock|ap\ photo|photo|afp\ photo)/\S.{0,60}
    | (?:read|see|watch|listen|click)\ (?:more|also|here|now)(?:\s*:.{0,160})?
    | (?:more|related|recommended|most\ read|most\ popular)\ (?:stories|coverage|articles?|news|reading)
      (?:\s*:.{0,160})?
    | most\ (?:read|popular)
    | (?:follow|like|find|join)\ us\b.{0,80}
    | (?:subscribe|sign\ up|log\ in|register)(?:\ (?:now|here|today|free))?
    | (?:share|tweet|print|email|e-mail|comments?|save|whatsapp|facebook|twitter|telegram|linkedin|
      copy\ link|\d+\ comments?|listen|reddit|pinterest)(?:[\s|,/·•:]+(?:share|tweet|print|email|
      e-mail|comments?|save|whatsapp|facebook|twitter|telegram|linkedin|copy\ link|this|on|article))*
    | \d+\ min(?:ute)?s?\ read
    | newspaper\ section\s*:.{0,60}
    | tickers?\s*:.{0,160}
    | [-_*=~.•\s#]{1,80}
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Only under the story.
_AT_THE_END = re.compile(
    r"""
      \W?\d{1,4}\W?
    | \W*(?i:end|ends|end\ of\ (?:story|text|article)|enditem|reuter|xxx|eom)\W*
    | \W*(?:30|0|more|MORE)\W+
    | \(?(?:(?:Additional|Extra|Further)\ )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Gg]raphic)\ by
      \ [A-Z].{0,240}
    | .{0,80}\bmay\ not\ be\ (?:published|reproduced|redistributed|broadcast|rewritten)
      (?:,|\ or\b|\ without\b).{0,120}
    | (?:Distributed|Syndicated)\ by\ [A-Z].{0,80}
    | Contact\ (?:[A-Z][\w’'-]+\ ){1,3}at\ \d{3}-.{0,80}
    | Our\ [Ss]tandards\s*:.{0,120}
    | .{0,80}\bcontributed\ (?:reporting\ )?to\ this\ (?:report|story|article)\b.{0,40}
    | \(?With\ (?:inputs?|files|(?:additional\ )?reporting)\ (?:from|by)\ (?:[A-Z]|agencies).{0,120}
    | [-–—]{1,2}\s?With\ assistance\ from\b.{0,160}
    | \(?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?(?:\s*[|,/]?\s*@\w+)?
    | (?:E-?mail|Contact|Reach|Write\ to|To\ contact|By)\b[^.]{0,80}[\w.+-]+@[\w-]+(?:\.[\w-]+)+.{0,60}
    | .{0,60}\bcan\ be\ reached\ at\b.{0,40}(?:@|\d{3}-\d{4}).{0,60}
    | .{0,80}\b(?:auto-generated|published\ from)\b.{0,60}\b(?:syndicated\ feed|wire)\b.{0,80}
    | \(?This\ (?:story|article|report|piece)\ (?:has\ not\ been\ edited|originally\ appeared|
      was\ (?:first|originally)\ published|was\ (?:amended|corrected|updated)\ on)\b.{0,240}
    | (?:[A-Z][\w-]*\ ){1,5}website\ contains\ only\b.{0,220}
    | \(\(.{0,200}\)\)\W*
    | (?i:page\ \d+\ of\ \d+)
    """,
    re.VERBOSE,
)
# Under the story, and no sentence: who sends it, what it is filed under.
_SIGN_OFF = re.compile(
    r"""
      (?i:source|sources|via|tags?|topics?|filed\ under|keywords?)\s*:.{0,160}
    | \([A-Z][\w\ .&/-]{1,30}\)
    | [-–—=*]{1,3}\s?[A-Z][\w.&'’-]*(?:\ [A-Z][\w.&'’-]*){0,3}
    | [A-Z]{2,6}(?:\ [A-Z]{2,4}){0,3}
    | (?=\S*[/-])(?=\S{4,40}$)\w+(?:[/-]\w+){1,8}/?
    | [A-Z]{2,4}(?:-[A-Z0-9]{2,4}){2,6}(?:\ \w{3,10})?
    """,
    re.VERBOSE,
)
# In the last line of the story, behind its last sentence.
_INLINE_TAIL = re.compile(
    r"""(?<=[.!?"”)])\s+(?:
      \((?:[Aa]dditional\ |[Ff]urther\ )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Ww]ith\ inputs)
      \ (?:by|from)\b[^()]{0,240}\)?\W*
    | \((?i:end|ends|more)\)(?:\s*\S{1,24}){0,2}
    | -\s?0\s?-
    | (?:Reuter|REUTER|END|Enditem)s?\.?
    | \#\#\#
    )\s*$""",
    re.VERBOSE,
)
_INLINE_REACH = 320  # characters at the end of a line that are looked at


def is_noise(line: str) -> bool:
    """Tell whether a line is noise wherever it stands in an article."""
    if len(line) > _LONGEST:
        return False
    return bool(_NOTICE.fullmatch(line)) or (not _is_sentence(line) and bool(_LABEL.fullmatch(line)))


def is_ticker(line: str) -> bool:
    """Tell whether a line is a market ticker: "ANL 29.80 Decreased By ▼ -1.55 (-4.94%)".

    A code in capitals, at least two figures, a per cent sign or an arrow, and no other words.
    """
    if len(line) > _LONGEST:
        return False
    parts = [part.split() for part in re.split(r"[|;]", line) if part.strip()]
    return bool(parts) and all(_is_quotation_of_a_share(part) for part in parts)


def _is_quotation_of_a_share(words: list[str]) -> bool:
    rest = words[1:]
    if not re.fullmatch(r"\.?[A-Z][A-Z0-9.&/-]{1,11}", words[0]):
        return False
    figures = [word for word in rest if re.fullmatch(r"\(?[+-]?\d[\d,.]*%?\)?", word)]
    others = {word.lower().strip("().") for word in rest if word not in figures}
    moves = {
        "increased",
        "decreased",
        "up",
        "down",
        "by",
        "pts",
        "points",
        "pct",
        "▲",
        "▼",
        "△",
        "▽",
        "↑",
        "↓",
        "",
    }
    return len(figures) >= 2 and others <= moves and any(sign in " ".join(rest) for sign in "%▲▼△▽↑↓")


def _is_sentence(line: str) -> bool:
    return len(line.split()) >= 4 and SENTENCE_END.search(line) is not None


def strip_tail(text: str, body: list[Span]) -> tuple[Span, ...]:
    """Drop the noise lines of a body, and the tail that a wire or a page hung on its end.

    A body that is nothing but noise stays whole: there is nothing else to cite.
    """
    kept = [span for span in body if not is_noise(text[span[0] : span[1]])]
    signed_off = 0
    for _ in range(_TAIL_LINES):
        line = text[kept[-1][0] : kept[-1][1]] if kept else ""
        if _is_tail(line):
            kept.pop()
        elif _is_sign_off(line) and signed_off < 3:
            signed_off += 1
            kept.pop()
        else:
            break
    if not kept:
        return tuple(body)
    start, end = kept[-1]
    inline = _INLINE_TAIL.search(text, max(start, end - _INLINE_REACH), end)
    if inline and inline.start() > start:
        kept[-1] = (start, inline.start())
    return tuple(kept)


def _is_tail(line: str) -> bool:
    return 0 < len(line) <= _LONGEST and _AT_THE_END.fullmatch(line) is not None


def _is_sign_off(line: str) -> bool:
    return 0 < len(line) <= _LONGEST and not SENTENCE_END.search(line) and bool(_SIGN_OFF.fullmatch(line))
