"""Lines that a page or a wire puts about an article and that are no part of its story.

Only short lines are taken for noise, and only in the forms below: a line that is noise and stays is
seen by a reader, a line of the story that is dropped is not found by anyone.
"""

import re

from index.paragraphs import Span

__all__ = ["is_noise", "strip_tail"]

_LONGEST = 260
_ANYWHERE = re.compile(
    r"""
      (?:\W*\ )?advertise?ment(?:\ continues.*)?\W*
    | (?:photo|image|picture|graphic|video|file\ photo|photograph|pic|illustration|credit)s?
      (?:\ (?:by|credit|courtesy|from|source)\b)?\s*[:/|-].{0,120}
    | [(\[](?:photo|image|picture|graphic|file|ap\ photo|file\ photo|pic)s?\b.{0,120}[)\]]
    | (?:photo|image|picture|graphic|video|photograph)s?\ (?:by|credit|courtesy)\b.{0,100}
    | .{0,120}\bfile\ (?:photo|picture|image)\W*
    | (?:reuters|afp|ap|getty\ images|epa|yonhap|xinhua|shutterstock|ap\ photo|photo|afp\ photo)/
      [^\s].{0,60}
    | (?:read|see|watch|listen|click)\ (?:more|also|here|now)\b.{0,160}
    | (?:also|must|you\ may\ also)\ (?:read|like)\b\W.{0,160}
    | (?:more|related|recommended|most)\ (?:stories|coverage|articles?|news|reading|read|popular|
      content|on\ this(?:\ story)?)\b\W*.{0,120}
    | related\s*:.{0,160}
    | (?:follow|like|find|join)\ (?:us|me|@\S+|our)\b.{0,160}
    | (?:subscribe|sign\ up|log\ in|register)\b.{0,160}
    | (?:share|tweet|print|email|e-mail|comments?|save|whatsapp|facebook|twitter|telegram|linkedin|
      copy\ link|\d+\ comments?|listen|reddit|pinterest)(?:[\s|,/·•]+(?:share|tweet|print|email|
      e-mail|comments?|save|whatsapp|facebook|twitter|telegram|linkedin|copy\ link|this|on|article))*
    | (?:share|tweet|email|print)\ this\b.{0,40}
    | \d+\ min(?:ute)?s?\ read\W*
    | \[(?:read|see|watch)\ (?:more|also)\b.{0,160}
    | \((?:adds|updates|recasts|corrects|repeats|rewrites|refiles|fixes|changes)\b.{0,200}\)
    | tickers?\s*:.{0,160}
    | newspaper\ section\s*:.{0,60}
    | (?:download|get)\ (?:our|the)\ .{0,60}\b(?:app|newsletter)\b.{0,80}
    | [-_*=~.•\s#]{1,80}
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "ANL 29.80 Decreased By ▼ -1.55 (-4.94%)", "KOSPI 2,118.60 (+0.45%)": a code, prices, a change.
_TICKER = re.compile(
    r"""(?=.*(?:%|[▲▼△▽↑↓▴▾]|[+-]\s?\d|\b(?:increased|decreased|up|down)\b))
        (?:\.?[A-Z][\w.&/-]{0,11}\ ){1,3} \(?[+-]?\d[\d,.]*%?\)?
        (?: [\s|,]* (?:(?:increased|decreased|up|down|unch\w*|higher|lower|by|[▲▼△▽↑↓▴▾]|pts?|points?)
          | \(?[+-]?\s?\d[\d,.]*%?\)?) ){1,10} [\s|;]*""",
    re.VERBOSE | re.IGNORECASE,
)
_AT_THE_END = re.compile(
    r"""
      \W?\d{1,4}\W?
    | \W*(?:end|ends|end\ of\ (?:story|text|article)|reuter|more|30|0|xxx|eom)\W*
    | \(?(?:additional\ |extra\ |further\ )?(?:reporting|writing|editing|compiled|translated|edited|written|
      graphic|reported)\ by\b.{0,240}
    | (?:\(c\)|©|copyright\b|copyrights\b).{0,240}
    | .{0,120}\ball\ rights\ reserved\b.{0,120}
    | .{0,160}\bmay\ not\ be\ (?:published|reproduced|redistributed|broadcast|used)\b.{0,120}
    | our\ standards\s*:.{0,120}
    | .{0,80}\bcontributed\ to\ (?:this|the)\ (?:report|story|article)\b.{0,40}
    | \(?with\ (?:inputs?|reporting|files|additional\ reporting)\ (?:from|by)\b.{0,120}
    | \(?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?(?:\s*[|,/]?\s*@\w+)?
    | (?:e-?mail|contact|reach|write\ to)\b[^.]{0,80}[\w.+-]+@[\w-]+(?:\.[\w-]+)+.{0,60}
    | .{0,80}\b(?:auto-generated|published\ from)\b.{0,60}\b(?:syndicated\ feed|wire|agency)\b.{0,80}
    | \(?(?:this|the)\ (?:story|article|report|piece)\ (?:has\ not\ been\ edited|
      was\ (?:first|originally)\ published|originally\ appeared|is\ published)\b.{0,240}
    | (?:source|sources|via|tags?|topics?|filed\ under|keywords?)\s*:.{0,160}
    | (?:this|the)\ (?:story|article|report)\ was\ (?:amended|corrected|updated)\b.{0,200}
    | \(\(.{0,200}\)\)\W*
    | (?:contact|follow)\ (?:him|her|them|the\ (?:reporter|writer|author))\b.{0,160}
    | (?:to\ )?contact\b.{0,80}(?:@|\d{3}-\d{4}).{0,120}
    | .{0,60}\bcan\ be\ reached\ at\b.{0,120}
    | \W*with\ assistance\ from\b.{0,160}
    | page\ \d+\ of\ \d+
    | enditem\W*
    | [-–—=*]{1,3}\s?[A-Z][\w\ .&'’-]{1,30}
    | (?-i:[A-Z]{2,6}(?:\ [A-Z]{2,4}){0,3})
    | (?:[A-Z][\w-]*\ ){1,5}website\ contains\ only\b.{0,220}
    | (?=\S*[/-])(?=\S{4,40}$)[\w-]+(?:/[\w-]+)+/?
    | (?-i:[A-Z]{2,4}(?:-[A-Z0-9]{2,4}){2,6}(?:\ \w{3,10})?)
    | \([A-Z][\w\ .&/-]{1,30}\)
    | (?:distributed|syndicated|provided)\ by\b.{0,100}
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The same, in the last paragraph's own line, after its last sentence.
_INLINE_TAIL = re.compile(
    r"""(?<=[.!?"”'’)])\s+(?:
      \((?:additional\ )?(?:reporting|writing|editing|compiled|edited|with\ (?:inputs?|reporting|files)|
      end\b|more\b)[^()]{0,240}\)?\W*
    | \((?:end|ends|more)\)\s*(?:\S{1,40}\s*){0,3}
    | -\s?0\s?-
    | (?:reuter|end|enditem)s?[.\s]*
    | \#\#\#
    )$""",
    re.VERBOSE | re.IGNORECASE,
)


def is_noise(line: str) -> bool:
    """Tell whether a line is noise wherever it stands in an article."""
    if len(line) > _LONGEST:
        return False
    return bool(_ANYWHERE.fullmatch(line)) or all(
        _TICKER.fullmatch(part.strip()) for part in re.split(r"[|;]", line)
    )


def strip_tail(text: str, body: list[Span]) -> tuple[Span, ...]:
    """Drop the noise lines of a body, and the tail that a wire or a page hung on its end.

    A body that is nothing but noise stays whole: there is nothing else to cite.
    """
    kept = [span for span in body if not is_noise(text[span[0] : span[1]])]
    while kept and _is_tail(text[kept[-1][0] : kept[-1][1]]):
        kept.pop()
    if not kept:
        return tuple(body)
    start, end = kept[-1]
    inline = _INLINE_TAIL.search(text, start, end)
    if inline and inline.start() > start:
        kept[-1] = (start, inline.start())
    return tuple(kept)


def _is_tail(line: str) -> bool:
    return len(line) <= _LONGEST and _AT_THE_END.fullmatch(line) is not None
