"""How well a sentence stands alone: whether a reader who sees no other sentence knows what it speaks of.

General rules of English and of news: a headline, a byline or a label is no sentence; "He said so" leans on
the sentence before. Centering theory (Grosz, Joshi and Weinstein, 1995) has the reasons: a pronoun that opens
a sentence continues what the one before was about.
"""

import re

from index.noise import is_noise
from qa.dated import is_sentence

__all__ = ["LEANS", "is_no_sentence", "leans_back", "stands_alone"]

LEANS = 1.0
"""What a sentence that leans back loses in log-odds: one that does not is as good at odds e times lower."""
_LOOSE = 0.5  # opens with a connective, and says who does what
_NO_SENTENCE = 3.0
_LONG = 400  # characters; what is longer is a list or a table, or tires the reader
_LENGTHY = 0.5

_AGENCY = re.compile(r"^(?:[A-Z][\w .,’'/-]{1,60}?\([^)]{2,40}\)\s*[-–—:]+\s*)")
_PRONOUN = re.compile(
    r"^[\"“'‘(]*(?:he|she|they|him|her|them|his|their|its|hers|theirs|it|these|those|that|this|both"
    r"|neither|such|others|another|one of them|some of them|most of them|many of them|all of them"
    r"|none of them|the (?:latter|former|pair|duo|trio|two|three|move|man|woman|men|women|couple|group"
    r"|statement|decision|measure|incident|plan|document|company)\b(?! (?:of|in|who|whose|that"
    r"|to)\b))\b(?! who\b| which\b)",
    re.IGNORECASE,
)
# "This week", "that year", "these days"; "it is known that", "it was the third attack": none points back.
_POINTS_NOWHERE = re.compile(
    r"^(?:this|that|these|those) (?:week|weekend|month|year|morning|afternoon|evening|summer|winter|spring"
    r"|autumn|season|decade|century|time|days)\b|^those (?:who|in|with|on|from|under|of)\b"
    r"|^both [A-Z][\w’'-]+|^(?:another|such|others?) (?:[\w-]+ ){1,3}(?:in|of|at|from)\b|^it (?:is|was"
    r"|has been|had been|will be|remains|remained|would be|may be|appears|appeared|seems"
    r"|seemed) (?:\w+ )?(?:known|clear|unclear|expected|believed|thought|hoped|understood|feared|likely"
    r"|unlikely|possible|impossible|not|too|estimated|reported|the (?:first|second|third|fourth|fifth"
    r"|latest|last|biggest|largest|worst|deadliest|most|only))\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:on|in|at|by|during|for|from|last|earlier|later|since|until|under|with|without|yesterday|asked"
    r"|speaking|late|early|two|three|four|an?)\b[^,;:]{0,60}, (?:he|she|they|it)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"^(?:but|and|or|nor|so|yet|however|also|meanwhile|instead|still|then|thus|therefore|hence|besides"
    r"|moreover|furthermore|nevertheless|nonetheless|otherwise|likewise|similarly|consequently|accordingly"
    r"|conversely|rather|indeed|in addition|in contrast|by contrast|in response|in turn|in return|in fact"
    r"|in the end|as a result|as such|as well|after that|for (?:example|instance)|on the (?:other hand"
    r"|contrary)|at the same time|even so|later|afterwards?|soon after|earlier|before that|until then"
    r"|since then|by then|there|here|too|finally|elsewhere|separately|additionally|even|only)\b[,\s]",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_SPEAKER = re.compile(
    r"\b(?:he|she|they|it|i|we) (?:said|says|added|told|asked|wrote|replied|noted|explained|warned"
    r"|insisted|recalled|tweeted)\b|\b(?:said|says|added|wrote|replied|asked|explained) (?:he|she|they"
    r"|it)\b|[\"”],? (?:he|she|they)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Oo]ur|[Mm]y|[Yy]our|us|me)\b")
_BYLINE = re.compile(
    r"^(?:By|BY|Story by|Text by|Photo by|Written by|Compiled by"
    r"|Report by) (?:[A-Z][\w’'.-]*,? ?(?:and )?){1,8}$|^(?:Source|Contact|Email|Tel|Phone|Fax|Web"
    r"|Note to editors|Editor[’']?s? note|Correction|Update|Watch|Related|Tags?)\b.{0,3}:|https?://"
    r"|www\.\w|\w@\w+\.\w|^\W*(?:\*|•|>|#)",
)
_MARK = re.compile(r"[\"“”]")


def leans_back(sentence: str) -> bool:
    """Whether a sentence speaks of what only the one before it names: "He resigned on Monday."."""
    told = _AGENCY.sub("", sentence.strip(), count=1)
    bare = _CONNECTIVE.sub("", told, count=1).lstrip(" ,")
    if _POINTS_NOWHERE.search(bare):
        return False
    return bool(_PRONOUN.search(bare) or _SUBJECT.search(bare) or _lacks_speaker(told))


def _lacks_speaker(told: str) -> bool:
    """Whether words are quoted and no one, or a mere "he", is said to have said them."""
    if _MARK.search(told) is None:
        return False
    rest = _QUOTED.sub(" ", told)
    if _MARK.search(rest):  # opens or ends in the middle of a quotation
        return told[0] not in '"“' or re.search(r"[a-z]", rest[: rest.find('"')]) is None
    if not re.search(r"\w", rest):
        return True
    return _SPEAKER.search(rest) is not None and told[0] in '"“'


def stands_alone(sentence: str) -> float:
    """Return what to take off a sentence's relevance for not standing alone, in log-odds; 0 where it does.

    3 for what is no sentence (a headline, a byline, a label, a web address), 1 for one that leans back, 0.5
    for one that opens with "But" or is longer than 400 characters; these add up. The figures are choices,
    not fitted.
    """
    told = " ".join(sentence.split())
    if not told or is_no_sentence(told):
        return _NO_SENTENCE
    cost = LEANS if leans_back(told) else 0.0
    if _CONNECTIVE.search(_AGENCY.sub("", told, count=1)):
        cost += _LOOSE
    if told.endswith("?") or (_FIRST_PERSON.search(_QUOTED.sub(" ", told)) and _MARK.search(told) is None):
        cost += _LOOSE
    return cost + (_LENGTHY if len(told) > _LONG else 0.0)


def is_no_sentence(told: str) -> bool:
    """Whether words are a headline, a byline, a label or a row of a table."""
    if not is_sentence(told) or is_noise(told) or _BYLINE.search(told):
        return True
    letters = [letter for letter in told if letter.isalpha()]
    if sum(letter.isupper() for letter in letters) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]{4,}", told)
    if sum(char.isdigit() for char in told) > len(letters):
        return True
    # Every Long Word With a Capital is a Headline; a list of names is about as little.
    return len(words) > 4 and all(word[0].isupper() for word in words)
