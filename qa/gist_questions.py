"""Whether a question wants several sentences: what something is about, why, how, what has happened since."""

import re

__all__ = ["wants_gist"]

# "Can you tell me", "I want to know": what is asked comes after it.
_POLITE = re.compile(
    r"^(?:(?:please|so|and|but|well|ok|okay|hi|hello|hey|now|then|also|actually|basically|quickly|briefly"
    r"|in brief|in short|in a nutshell|in a few words)\b[\s,:!-]*|(?:can|could|would|will) (?:you|someone"
    r"|anyone) (?:please )?|(?:i['’]d|i would) (?:like|love) (?:to (?:know|learn|hear|understand|read) )?"
    r"|i (?:want|need) to (?:know|learn|understand|read) |i (?:wonder|am wondering) (?:about )?|do (?:you"
    r"|we) (?:know|understand) (?=what|why|how|anything)|any idea (?=what|why|how)|(?:tell|show|remind"
    r"|inform|brief) (?:me|us) (?:again )?(?=what|why|how|who|when|where|which|if|whether)|(?:for"
    r"|to) (?:me|us),? )",
    re.IGNORECASE,
)
# Asked in so many words.
_TELL = re.compile(
    r"^(?:(?:tell|brief|update|inform|fill|catch|walk|talk) (?:me|us)\b|summari[sz]e\b|summary\b|sum up\b"
    r"|recap\b|explain\b|describe\b|outline\b|detail\b|sketch\b|review\b|discuss\b|compare\b|trace\b"
    r"|analy[sz]e\b|expand on\b|elaborate\b|report on\b|give (?:me|us )?.{0,30}\b(?:overview|summary"
    r"|background|history|timeline|outline|account|picture|details?|update|gist|rundown|context|recap|idea"
    r"|information|explanation|briefing|run-down|digest|sense)\b|(?:an? |the )?(?:short |brief |quick "
    r"|full )?(?:overview|timeline|background|history|chronology|synopsis|gist|information|details|latest"
    r"|news|update|updates|events|developments|everything|anything|all|something|more) (?:\w+ )?(?:of|on"
    r"|about|to|in|for|from|regarding|concerning|behind|around)\b)",
    re.IGNORECASE,
)
# What a speaker's words, a vote or a score answer.
_SAID = re.compile(
    r"\b(?:say|says|said|saying|tell|told|comment\w*|describe\w*|respond\w*|repl(?:y|ied)|answer\w*|call"
    r"|called|characteri[sz]e\w*|put it|argue\w*|claim\w*|state\w*(?! of\b)|word|words|quote\w*|react"
    r"|reacted|remark\w*|explain\w*|justif\w+|defend\w*|account for|reaction of|according to)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:vote|voted|split|divide|divided|finish|finished|score|scored|spell|spelled|rank|ranked|rule"
    r"|ruled)\b"
)
_AUXILIARY = (
    r"(?:did|do|does|is|are|was|were|has|have|had|will|would|can|could|should|might|may|must|shall|['’]s"
    r"|['’]d)"
)
_WHY = re.compile(
    r"\b(?:why|how come|what for)\b|\b(?:for|with) what (?:reasons?|purpose)\b|^what (?:exactly |really "
    r"|actually |finally |then |else )?(?:caused|led|made|makes|prompted|triggered|drove|drives|sparked"
    r"|provoked|motivated|explains?|lies|lay|set off|brought about|forced|persuaded|pushed|went wrong"
    r"|goes wrong|changed|has changed|happened|happens|is happening|has happened|had happened|will happen"
    r"|went on|goes on|is going on|has been happening|came of|has come of|became of|has become of"
    r"|took place|came next|comes next|followed)\b|^what(?:['’]s| is| are| was| were| has been"
    r"| had been) (?:it )?(?:all )?(?:behind|happening|happened|going on|new\b|the matter|known|unknown"
    r"|at stake|being done|at issue|wrong|next|up with|different|special|so special)\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    rf"^(?:and )?how(?: exactly| else| on earth| then)? {_AUXILIARY}\b|^in what ways?\b|^how to\b",
    re.IGNORECASE,
)
# Nouns that take some sentences to say, after "what is the", "what were the main".
_WIDE = (
    "reasons? causes? roots origins? background history consequences? effects? impact outcome results "
    "upshot fallout aftermath implications? significance importance meaning purpose aims? goals? points "
    "arguments? justification case plot story situation status state latest news progress problems? "
    "troubles? issues? challenges? difficult(?:y|ies) dispute row quarrel conflict controversy crisis "
    "fuss debate disagreement scandal affair idea concept plan details? terms conditions provisions "
    "contents? findings? conclusions? lessons? reactions? response mood attitude position stance view "
    "views policy strategy role difference differences similarities relationship relations link "
    "connection context circumstances allegations accusations charges criticisms? objections? concerns? "
    "worries fears complaints demands grievances developments? events? changes? advantages? "
    "disadvantages? benefits? risks? dangers? pros facts evidence theory theories explanation rationale "
    "motives? thinking steps"
).replace(" ", "|")
_NOUN = re.compile(
    rf"^(?:what|which)(?:['’]s|(?: {_AUXILIARY})(?: been)?) (?:(?:the|their|its|his|her|some|any|all"
    rf"|your)\b ?)?(?:(?!of |in |to |for |on )[\w'’-]+ ){{0,3}}?(?:{_WIDE})\b"
    r"(?=$|\s*\?|\s+(?:of|for|to|in|on|about|behind|between"
    r"|with|against|over|after|since|from|at|is|are|that|which|around|so|and|under|surrounding|facing"
    r"|now)\b)|^what (?:[\w'’-]+ )?(?:role|part|impact|effect|effects|consequences|difference|progress"
    r"|problems|lessons|changes|concerns|reasons|arguments|developments|evidence|criticism|objections)\b",
    re.IGNORECASE,
)
# "... the head of state", "the cost of the plan": one thing, whatever it is of.
_ONE_THING = re.compile(
    r"^(?:the |an? |total |full |final |exact |current |first |last )*(?:names?|size|number|date|day|year"
    r"|time|price|costs?|toll|death toll|winners?|score|age|height|depth|length|weight|population|capital"
    r"|speed|distance|rate|address|title|amount|sum|share|percentage|head|leader|owner|author|address"
    r"|colou?r|tally|margin|salary)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"^what(?:['’]s| {_AUXILIARY})\b.*\b(?:do(?:ne|ing)? about [^?]*|about|over|mean|means|meant|involve"
    r"|entail|change|provide(?: for)?|contain|amount to|consist of|aim(?: to do)?|like|achieve|accomplish"
    r"|stand for|look like)(?: (?:now|so far|today|then|for .*|in .*|to .*))?\s*\??$",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"^what(?: else| more)? (?:do|does|did|can|could|have|should) (?:we|you|i|one|anyone|people"
    r"|the (?:articles?|papers?|news|archive|reports?|police|investigators|scientists"
    r"|experts))\b.*\b(?:know|learn|learned|learnt|have|find|found|tell|read|report|understand|think"
    r"|say)\b.*\b(?:of|about|on"
    r"|regarding)\b", re.IGNORECASE)  # fmt: skip
# "What does the report say?": no speaker's words.
_DOCUMENT = re.compile(
    r"^what (?:do|does|did|is|are) .*\b(?:report|agreement|accord|treaty|deal|law|bill|act|study|ruling"
    r"|plan|plans|proposal|resolution|text|articles?|papers?|documents?|constitution|pact|verdict|survey"
    r"|investigation|inquiry) (?:say|says|find|found|conclude|recommend|propose|provide|require|allow"
    r"|forbid|demand|cover)\b",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(
    r"^what(?:['’]s| is| are| was| were) (?:the |an? )?(?P<thing>[^?]+?)\s*\??$", re.IGNORECASE
)
_ASKS = re.compile(
    rf"\b(?:who|whom|whose|what|when|where|which|how)\b|^(?:(?:{_AUXILIARY}|am)n?['’]?t?)\b|^(?:name|list"
    r"|count|find|show|translate|write|calculate|recommend)\b",
    re.IGNORECASE,
)
_JOKES = re.compile(
    r"^how (?:are|do) you\b|^tell (?:me|us) (?:an? )?(?:joke|story|secret|lie|who|when|where|which|whether"
    r"|if|the time)\b",
    re.IGNORECASE,
)


def wants_gist(question: str) -> bool:
    """Tell whether a question wants a few sentences, rather than one thing, a yes or no, or someone's words.

    "What is the dispute about?", "Why did she resign?", "Tell me about the tram plan", and a bare topic do;
    "What did the minister say about it?" wants a quotation and "How many were hurt?" a figure.
    """
    asked = _plainly(question)
    if not asked or _JOKES.search(asked):
        return False
    if _TELL.search(asked) or _KNOWN.search(asked) or _DOCUMENT.search(asked):
        return not _names_one(asked)
    if re.match(r"(?:and |but |so )?(?:why|how come)\b", asked, re.IGNORECASE):
        return True
    if _HOW.search(asked):
        return not (_SAID.search(asked) or _COUNTED.search(asked))
    if _WHY.search(asked):
        return True
    if _SAID.search(asked) and not _NOUN.search(asked):
        return False
    if _NOUN.search(asked) or _ABOUT.search(asked) or _is_definition(asked):
        return True
    return not _ASKS.search(asked) and _is_topic(asked)


def _plainly(question: str) -> str:
    """Return a question without the politeness before it."""
    asked = " ".join(question.split()).strip(" \"'“”‘’")
    for _ in range(4):
        shorter = _POLITE.sub("", asked, count=1).lstrip()
        if shorter == asked:
            break
        asked = shorter
    return asked


def _names_one(asked: str) -> bool:
    """Whether what is to be told is one thing: its price, its name."""
    told = re.sub(r"^(?:tell|give|show) (?:me|us) ", "", asked, flags=re.IGNORECASE)
    return told != asked and _ONE_THING.search(told) is not None


def _is_definition(asked: str) -> bool:
    """Whether a question asks what something is that it names, and not which one: "What is GSOMIA?"."""
    found = _WHAT_IS.search(asked)
    if found is None:
        return False
    words = re.findall(r"[\w'’-]+", found["thing"])
    named = all(word[0].isupper() or word in ("of", "the", "and", "for", "on") for word in words)
    return named and words[0][0].isupper()


def _is_topic(asked: str) -> bool:
    """Whether words are a bare topic, as typed into a search box, and not the name of one thing."""
    return len(asked) > 2 and not _ONE_THING.search(asked) and re.search(r"[^\W\d_]{2}", asked) is not None
