"""Whether a sentence says for its own part what a span of it would answer: not denied, doubted or supposed.

A cue before the span rules what follows it until its clause is over (the scope of negation and of
speculation: Vincze et al., The BioScope corpus, BMC Bioinformatics 9, 2008). The rules are those of English
and of news; where they are unsure, nothing is held to be asserted: a quotation then speaks for itself.
"""

import re

from index.paragraphs import Span

__all__ = ["asserted"]

_NOT = (
    r"(?:did|does|do|was|were|is|are|has|have|had|will|would|could|can|should)(?: not|n[’']t)|cannot|can[’']t"
    r"|won[’']t|never"
)
# Of these the rest of the sentence is untrue, or in doubt: "wrongly reported dead by the Post, which said …"
_FALSELY = re.compile(
    r"\b(?:wrongly|falsely|mistakenly|erroneously|incorrectly|(?:un|in)accurately|supposedly|imagine"
    r"|hoax|untrue|not (?:the case|true|correct)|false(?:ly)? (?:report|claim|rumou?r|statement|news)\w*"
    r"|rumou?r\w*|conspiracy theor\w+)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|disput(?:e[sd]?|ing)|refut(?:e[sd]?|ing)|rebutt\w*|debunk\w*|disprov\w+"
    r"|contradict(?:s|ed|ing)?|disavow\w*|(?<!no )(?<!little )doubt(?:s|ed|ful)?|unlikely|rul(?:es?|ed"
    r"|ing) out"
    r"|(?:no|not any|little|lack of|without) (?:\w+ )?(?:evidence|proof|truth|indication|sign|suggestion)"
    r"|(?:dismiss|reject)(?:s|ed|ing)?(?= (?:as |\w+ ){0,3}(?:report|claim|rumou?r|suggestion|allegation|idea"
    r"|accusation|speculation|false|fake|untrue))|fail(?:s|ed|ing)? to|refus(?:es|ed|ing) to|instead of"
    r"|rather than)\b",
    re.IGNORECASE,
)
# Not to say or to know what is so leaves it so; "not until Tuesday" and "no fewer than" say what is.
_NEGATED = re.compile(
    rf"\b(?:{_NOT}|nobody|no one|none of|neither)\b(?! (?:(?:yet|immediately|publicly) )?(?:say|said|know"
    r"|known|clear|explain|disclose|reveal|release|comment|identif\w+|only|just|until|till|least|less than"
    r"|fewer than|more than|surpris\w+|forget|forgotten|regret)\b)",
    re.IGNORECASE,
)
_NOT_IT = re.compile(r"\b(?:not|nor)(?: (?:by|to|in|on|at|for|from|the|an?))*\s*$", re.IGNORECASE)
_SUPPOSED = re.compile(
    r"\b(?:if(?! (?:not|any|ever)\b)|unless|whether|suppos(?:e|ing)|assuming|had (?:he|she|it|they)"
    r"|provided that|in case)\b",
    re.IGNORECASE,
)
# Small letters only: "May" is a month.
_MAYBE = re.compile(
    r"\b(?:may|might|could|allegedly|reportedly|purportedly|possibly|perhaps|presumably|potentially)\b"
)
_PERHAPS = re.compile(r"\b(?:[Aa]llegedly|[Rr]eportedly|[Pp]ossibly|[Pp]erhaps|[Mm]aybe)\b")
_WOULD = re.compile(r"\b(?:would|[a-z]+[’']d)\b")
_MODAL = re.compile(r"\b(?:will|would|could|may|might|can|should|shall|must)\b|\bto\b")
# What ends the scope of a cue: another clause that has its own verb, or a comma that no "that" follows.
_OVER = re.compile(
    r"[;:]|\s[—–-]\s|,? but\b|\b(?:when|while|after|before|because|although|though|since|where|until|till)\b"
    r"|\band (?:was|were|had|has|have|is|are|will)\b|,(?!.*\b(?:that|of)\b)",
    re.IGNORECASE,
)
_BREAK = re.compile(r";|,? but\b|\s[—–]\s", re.IGNORECASE)
_FINITE = re.compile(r"\b(?:was|were|is|are|has|had|will|said)\b")
_RELATIVE = re.compile(r"\b(?:who|which|whose)\b[^,]*$", re.IGNORECASE)
_REPORTING = re.compile(
    r"\b(?:said|say|says|saying|announc\w+|report(?:s|ed|ing)?|promis\w+|pledg\w+|told|tell\w*|confirm\w+|declar\w+"
    r"|added|vow\w+|estimat\w+|expect\w+|agree[ds]?|decid\w+|plan(?:s|ned)?|predict\w+|forecast\w*|warn\w+"
    r"|wrote|according to|statement)\b",
    re.IGNORECASE,
)
_FALSE_AFTER = re.compile(
    r"\b(?:is|are|was|were|been|be|proved|turned out|as)\b (?:\w+ ){0,2}?(?:false|untrue|not true|wrong"
    r"|incorrect|unfounded|baseless|groundless|a hoax|a lie|lies|fabricated|fake|nonsense|mistaken|denied"
    r"|disputed"
    r"|an? invention|unconfirmed)\b"
    r"|,? (?:an?|the) (?:claim|accusation|allegation|figure|number|report|charge|assertion)\b"
    r"[^,.;]{0,40}\b(?:den(?:y|ies|ied)|disputes?d?|reject(?:s|ed)|dismiss(?:es|ed))\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r",? (?:which|something)\b[^,.;]{0,40}\b(?:den(?:y|ies|ied)|disput\w+|reject(?:s|ed))\b"
)
_MAYBE_AFTER = re.compile(r"^[^\w,;:]*(?:[\w’'-]+ ){0,2}?(?:may|might|could)\b")
_WOULD_AFTER = re.compile(r"^[^\w,;:]*(?:[\w’'-]+ ){0,2}?would\b")

# What a question asks for that is so marked: then the mark belongs to the answer.
_ASKS_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ial)|false|untrue|wrong\w*|mistaken\w*|disput\w+|refut\w+|doubt\w*|reject\w*"
    r"|dismiss\w*|rul\w+ out|not|never|no|nobody|without|fail\w*|refus\w*|claim\w*|rumou?r\w*|alleg\w*|hoax"
    r"|fake"
    r"|reported|instead)\b|n[’']t\b",
    re.IGNORECASE,
)
_ASKS_MAYBE = re.compile(
    r"\b(?:could|if|would|might|possibl[ey]|potential\w*|likely|chance|risk|claim\w*|rumou?r\w*|alleg\w*|reported\w*"
    r"|accus\w+|suspect\w*|say|says|said|tell|told|think|believe[ds]?|argue[ds]?|warn\w*|suggest\w*|fear\w*"
    r"|predict\w*|according|speculat\w*|threat\w*|considering|whether|conditions?)\b|(?<!in )\bmay\b",
)
_ASKS_AHEAD = re.compile(
    r"\b(?:will|is|are|does|do|can|plan\w*|decid\w+|announc\w+|promis\w+|pledg\w+|agree[ds]?|expect\w*|want\w*"
    r"|propos\w+|vow\w*|order\w*|intend\w*|hop\w+|offer\w*|ask\w*|urg\w+|demand\w*|forecast\w*|due|supposed"
    r"|scheduled|going to|set to)\b|[’'](?:s|ll|re)\b",
    re.IGNORECASE,
)


def asserted(question: str, sentence: str, span: Span) -> bool:
    """Tell whether a sentence asserts a span of it as what a question asks for.

    Not asserted is what is denied or called false ("denied that 200 were on board", "reports that 300 … were
    false"), negated, supposed ("if found guilty, he will face 12 years") or only held to be possible ("may
    close in October"). Where the question asks for what is denied, or may be, that is no mark against it.

    Args:
        question: as it was asked.
        sentence: which holds the span.
        span: start and end, in code points of the sentence.
    """
    before, after = (re.sub(r"\s", " ", text) for text in (sentence[: span[0]], sentence[span[1] :]))
    if _ASKS_DENIAL.search(question) is None and _is_denied(before, after):
        return False
    return _ASKS_MAYBE.search(question) is not None or not _is_supposed(question, before, after)


def _is_denied(before: str, after: str) -> bool:
    if _NOT_IT.search(before):
        return True
    if any(not _BREAK.search(before, cue.end()) for cue in _FALSELY.finditer(before)):
        return True
    if _rules(_DENIED, before) or _rules(_NEGATED, before):
        return True
    if _FALSE_AFTER.search(_clause(after)):
        return True
    return _REPORTING.search(before) is not None and _DENIED_AFTER.search(after) is not None


def _is_supposed(question: str, before: str, after: str) -> bool:
    """Whether a span stands in or under a condition, or is said to be possible alone."""
    if any(not _BREAK.search(before, cue.end()) for cue in _SUPPOSED.finditer(before)):
        return True
    if _rules(_MAYBE, before) or _PERHAPS.search(before[-40:]) or _MAYBE_AFTER.match(after):
        return True
    then = re.search(r"\b(?:if|unless)\b(?! (?:not|any|ever)\b)", _clause(after))
    if then and _MODAL.search(f"{before} {after[: then.start()]}"):
        return True
    if not (_rules(_WOULD, before) or _WOULD_AFTER.match(after)):
        return False
    # "He said it would open in May" tells when it will: a future seen from the past.
    reported = _REPORTING.search(before) or _REPORTING.search(after)
    return not (reported and _ASKS_AHEAD.search(question))


def _rules(cues: re.Pattern[str], before: str) -> bool:
    """Whether a cue stands before a place in its own clause."""
    return any(not _is_over(before, cue.start(), cue.end()) for cue in cues.finditer(before))


def _is_over(before: str, start: int, end: int) -> bool:
    """Whether the clause of a cue has ended: "who denied it, was jailed for 9 years"."""
    between = before[end:]
    if _RELATIVE.search(before[:start]) and ("," in between or _FINITE.search(between)):
        return True
    return _OVER.search(between) is not None


def _clause(after: str) -> str:
    """Return what follows a span until a clause of another subject."""
    over = re.search(r"[;]|,? but\b|\band (?:he|she|it|they)\b", after, re.IGNORECASE)
    return after[: over.start()] if over else after
