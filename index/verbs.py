"""The few hundred English verbs and nouns by which it is seen whether a sentence tells of what was."""

import re

from index.expressions import Tokens

__all__ = [
    "ADVERBS",
    "AHEAD",
    "ARRANGES",
    "AWAITS",
    "BE",
    "DETERMINERS",
    "EVENTS",
    "MODALS",
    "NOUNS_TOO",
    "PAST",
    "PRESENT",
    "REPORTS",
    "SAYS",
    "STARTS",
    "SUDDEN",
    "is_infinitive",
]

MODALS = frozenset("will would shall should could might may can must ought wo ca ll".split())
BE = frozenset(("is", "are", "am"))
PAST = frozenset(
    """was were had did said told came went took made met held left lost died fell rose found sent set saw ran
    spoke wrote shot broke gave got put hit became began won struck flew drove led hurt cut fought fled sought
    sold bought brought caught taught thought stood sat built paid kept slept felt dealt meant sank swam drew
    grew threw knew blew wore tore swore stole chose froze ate drank rang sang sprang shook woke rode hid bit
    lit slid spent lent bent burnt swept wept crept laid stuck hung swung beat shut quit let spread burst read
    split hosted sunk gone done taken given seen shown driven flown beaten broken spoken written stolen torn
    thrown withdrew withdrawn overthrew overtook undertook forbade withheld upheld underwent arose drawn
    sworn born overran overcame foresaw bound ground wound shed thrust cast learnt leapt dug fed bled
    bred sped freed agreed disagreed guaranteed decreed refereed shone shrank strode strove clung flung
    slung stung wrung trod wove arisen been""".split()
)
"""Forms of irregular verbs that are told of what was; those in -ed need no list."""
REPORTS = frozenset(
    """said told added believed thought hoped claimed insisted warned argued noted stressed wrote explained
    replied suggested feared recalled knew promised vowed""".split()
)
"""What is followed by a sentence of its own, with days of its own."""
SAYS = REPORTS | frozenset("announced confirmed reported declared says say ordered ruled denied".split())
ARRANGES = frozenset(
    """called cancelled canceled banned announced scheduled postponed planned agreed denied ordered declared
    proposed promised invited urged set confirmed approved expected discussed prepared warned threatened
    offered demanded delayed moved fixed arranged organised organized authorised authorized allowed permitted
    barred advertised welcomed backed supported rejected opposed criticised criticized endorsed predicted
    forecast requested sought granted gave cut booked sold bought pledged vowed named chose picked summoned
    wanted needed feared promoted brought put boycotted condemned agreed reported mentioned debated forbade
    blocked revealed unveiled entered registered qualified applied asked considered previewed
    faced""".split()
)
"""What is done before the day of what it is done to: "banned a march on Sunday"."""
AWAITS = frozenset(
    """prepared braced predicted forecast awaited feared looked hoped warned threatened demanded waited
    readied
    queued anticipated longed geared""".split()
)
"""What is done with a day before it, whatever comes on it: "braced for a storm on Friday"."""
AHEAD = frozenset(
    """planned scheduled expected due slated intended supposed poised upcoming forthcoming proposed awaited
    pencilled billed earmarked tipped""".split()
)
PRESENT = frozenset(
    """go goes meet meets vote votes play plays face faces begin begins start starts end ends open opens
    reopen reopens close closes return returns resume resumes gather gathers elect elects choose chooses
    decide decides head heads fly flies travel travels visit visits host hosts hold holds launch launches take
    takes get gets come comes leave leaves remain remains stay stays mark marks celebrate celebrates appear
    appears arrive arrives speak speaks attend attends keep keeps run runs make makes have has says say do
    does plan plans hope hopes expect expects want wants intend intends aim aims need needs give gives become
    becomes expire expires sit sits sail sails lift lifts rise rises fall falls depart departs welcome
    welcomes seek seeks enter enters win wins lose loses lead leads serve serves stand stands see sees
    show shows tell tells ask asks know knows think thinks feel feels bring brings put send sends
    work works strike strikes march marches perform performs compete competes""".split()
)
NOUNS_TOO = frozenset(
    """vote votes play plays face faces start starts end ends return returns head heads visit visits hold
    launch
    launches stay mark marks run runs plan plans hope hopes need needs lift lifts rise rises fall falls win
    wins
    lead leads show shows work works strike strikes march marches stand stands travel close""".split()
)
"""Presents that are nouns as well."""
STARTS = frozenset(
    """begins begin starts opens reopens reopen closes resumes resume expires goes go meets meet votes flies
    fly ends arrives returns travels departs faces
    plays launches takes hosts visits celebrates marks""".split()
)
"""What is said of what lies ahead, on a day that follows."""
EVENTS = frozenset(
    """meeting meetings march marches rally rallies trip trips visit visits vote votes ballot ballots strike
    strikes talks summit election elections poll polls hearing hearings session sessions match matches game
    games final finals semi-final race races concert concerts conference debate debates ceremony funeral
    service launch opening referendum walkout lockout protest protests demonstration demonstrations trial test
    tests exam exams deadline ceasefire truce holiday tour flight flights parade party festival tournament
    round runoff off dinner lunch briefing speech address interview showdown derby fixture event show auction
    sale release execution inauguration appearance return departure mourning curfew lockdown closure primary
    congress gathering vigil opener playoff playoffs qualifier clash stoppage stage deliberations negotiations
    review decision announcement statement testimony presentation premiere screening mass
    prayers feast""".split()
)
"""What has its day before it comes."""
SUDDEN = frozenset(
    """blast blasts explosion explosions attack attacks crash fire fires blaze killing killings shooting
    shootings quake earthquake flood floods collapse accident bombing bombings murder murders stabbing
    derailment sinking death deaths defeat loss losses victory win avalanche landslide storm riot riots raid
    raids assault massacre disaster rout arrest arrests verdict ruling""".split()
)
"""What has its day when it has come."""
DETERMINERS = frozenset(
    """the a an his her its their our my your this that these those all some any no each every s of in at for
    from with by into over under about after before new first second third last next""".split()
)
ADVERBS = frozenset("not also never already been being only just n t later again even still since".split())
# "Managed to win on Sunday" is told of what was.
_DID = frozenset(
    "had managed failed helped used able forced went came continued returned tried began refused".split()
)
# "Opened to passengers", "flew to": what was done, and where to; "agreed to meet" lies ahead.
_MEANT = frozenset(
    """planned scheduled expected vowed agreed decided promised hoped pledged wanted needed intended supposed
    asked ordered allowed invited urged prepared determined required obliged poised threatened offered
    proposed volunteered demanded begged arranged applied""".split()
)
_MOVED = frozenset(
    "flew drove went came rode ran sailed walked flown driven taken brought sent led up in back on out over "
    "down on".split()
)
_PERSONS = frozenset("him her them it us me".split())
_BROUGHT = frozenset("took brought drove flew sent led moved carried rushed".split())
_NOT_VERBS = frozenset("the a an his her its their our my your this that these those all".split())


def is_infinitive(tokens: Tokens, place: int) -> bool:
    """Whether a "to" stands before what is to be, and not before a place or those it was done to."""
    before, after = tokens.word(place - 1), tokens.word(place + 1)
    if before in _DID or before in _MOVED or not after.isalpha() or after in _NOT_VERBS:
        return False
    if not tokens.written(place + 1, place + 2)[:1].islower() or re.fullmatch(r".*[^su]s", after):
        return False  # "flew to Paris", "opened to passengers"
    if before in _PERSONS and tokens.word(place - 2) in _BROUGHT:
        return False  # "took him to court"
    return before in _MEANT or not re.fullmatch(r"[a-z]{2,}(?<!e)ed", before)
