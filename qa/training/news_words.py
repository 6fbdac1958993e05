"""The words of made news: people's names, offices, bodies, places, days, and what happens.

The people are nobody: first names and surnames of many languages are drawn apart. Towns and countries are
taken from the map, offices and events from what news reports everywhere.
"""

import re

from index import dates

__all__ = [
    "AGENCIES",
    "BODIES",
    "CAUSES",
    "COUNTRIES",
    "COUNTS",
    "DATES",
    "DOERS",
    "DONE",
    "FIRST_NAMES",
    "MONTHS",
    "OFFICES",
    "POSTS",
    "SURNAMES",
    "TOWNS",
    "WEEKDAYS",
]


def _rows(text: str, sign: str) -> list[str]:
    """Return what stands between the signs, on one line each."""
    return [re.sub(r"/ ", "/", " ".join(row.split())) for row in text.split(sign)]


FIRST_NAMES = {
    "he": """Adam Ahmed Alejandro Anders Andrei Antonio Arjun Ben Carlos Daniel David Dmitri Emeka Farid
    Giorgos Hamid Hans Henrik Hiroshi Ibrahim Igor Ismail Jakub James Jean João Joseph Juan Karel Kenji
    Kofi Lars Luca Marco Mark Mehmet Michael Mikael Mohammed Nikos Omar Paul Pavel Pedro Peter Rafael Rajesh
    Robert Samuel Sanjay Stefan Thabo Thomas Tomasz Umar Viktor William Yusuf Zoran""".split(),
    "she": """Aisha Amina Ana Anna Astrid Beatriz Camille Carmen Catherine Chiara Claire Daniela Elena Elif
    Emma Eva Fatima Grace Hanna Helen Ines Ingrid Irina Isabel Jana Julia Karin Katarzyna Keiko Laura Leila
    Linda Lucia Magda Maria Marie Marta Mei Mina Nadia Naomi Nina Noor Olga Petra Priya Rosa Ruth Sandra
    Sara Silvia Sofia Susan Tamara Teresa Thandi Vera Yasmin Zainab""".split(),
}
SURNAMES = """Abbasi Achterberg Adeyemi Aguilar Almeida Andersson Arslan Baker Baranov Barros Becker Bianchi
    Boateng Brennan Cardoso Castillo Chaudhry Cohen Costa Dahl Danso Delgado Demir Diallo Dlamini Dubois
    Eriksen Espinoza Farouk Fischer Fontaine Gallagher Georgiou Gupta Haddad Halonen Hansen Hoffmann Horvat
    Hughes Ivanova Jankowski Jensen Kamara Kaplan Karimi Kovacs Kowalski Kumar Larsen Lehmann Lindqvist Lopes
    Mahmoud Markovic Mbeki Mendoza Meyer Molnar Moreau Mwangi Nakamura Novak Nowak Nyambura O'Leary Okafor
    Olsen Ortega Osman Papadakis Pereira Petrov Popescu Quispe Rahman Reyes Rossi Ruiz Salazar Santos
    Schneider Sharma Silva Simmons Sokolov Suarez Suzuki Svensson Takahashi Tanaka Tesfaye Toth Tran Vargas
    Vasquez Virtanen Walker Weber Yamamoto Yilmaz Zeman Zhang""".split()
COUNTRIES = [
    tuple(pair.split("/"))
    for pair in """Argentina/Argentine Australia/Australian Austria/Austrian Belgium/Belgian Brazil/Brazilian
    Bulgaria/Bulgarian Canada/Canadian Chile/Chilean Colombia/Colombian Croatia/Croatian Denmark/Danish
    Egypt/Egyptian Estonia/Estonian Ethiopia/Ethiopian Finland/Finnish France/French Germany/German
    Ghana/Ghanaian Greece/Greek Hungary/Hungarian Iceland/Icelandic India/Indian Indonesia/Indonesian
    Ireland/Irish Israel/Israeli Italy/Italian Japan/Japanese Jordan/Jordanian Kenya/Kenyan Latvia/Latvian
    Malaysia/Malaysian Mexico/Mexican Morocco/Moroccan Nepal/Nepalese Nigeria/Nigerian Norway/Norwegian
    Pakistan/Pakistani Peru/Peruvian Poland/Polish Portugal/Portuguese Romania/Romanian Senegal/Senegalese
    Slovakia/Slovak Spain/Spanish Sweden/Swedish Thailand/Thai Tunisia/Tunisian Turkey/Turkish
    Ukraine/Ukrainian Vietnam/Vietnamese""".split()
]
TOWNS = """Aarhus Accra Adelaide Ankara Antwerp Bandung Basel Bergen Bilbao Bologna Bordeaux Brisbane Bristol
    Bucharest Casablanca Chennai Cologne Cork Dakar Dresden Durban Edmonton Gdansk Geneva Ghent Gothenburg
    Graz Guadalajara Halifax Hamburg Izmir Jakarta Kampala Karachi Krakow Kyoto Lagos Leeds Leipzig Lima
    Linz Lisbon Ljubljana Lyon Malaga Manila Marseille Medellin Melbourne Mombasa Montreal Mumbai Nairobi
    Nantes Naples Odense Osaka Ottawa Palermo Perth Plovdiv Porto Quito Riga Rotterdam Santiago Sapporo
    Seville Sheffield Sofia Split Stuttgart Tallinn Tampere Toulouse Tunis Turin Utrecht Valencia
    Vancouver Vilnius Warsaw Wellington Winnipeg Wroclaw Zagreb""".split()
OFFICES = _rows(
    """foreign minister|finance minister|prime minister|defence minister|health minister|interior
    minister|transport minister|energy minister|justice minister|education minister|environment
    minister|labour minister|trade minister|agriculture minister|deputy prime minister""",
    "|",
)
# What somebody is of a body; before a name with a capital each, where the body may stand before it too.
POSTS = _rows(
    """head|chairman|director|president|chief executive|deputy director|secretary general|chief
    economist|founder|spokesman|legal adviser|chief engineer|finance director""",
    "|",
)
BODIES = _rows(
    """{town} Port Authority|{town} Chamber of Commerce|University of {town}|{town} Football Club|{town}
    Teachers' Union|{surname} Shipping|{surname} Foundation|Bank of {country}|{adjective} Red
    Cross|{adjective} Dockers' Union|{adjective} Football Association|{surname} Motors|{town} Water
    Company|{surname} Steel|{town} Hospital|{adjective} Farmers' Association|{surname} Pharma|{town}
    Film Festival|{surname} Airways|{adjective} Space Agency|{town} City Council|{surname} Group|{town}
    Museum of Art|{adjective} Fisheries Board""",
    "|",
)
AGENCIES = "Reuters|AP|AFP|dpa|EFE|ANSA|Bloomberg|Xinhua|Kyodo|Yonhap|TASS|UPI".split("|")
WEEKDAYS = [name.capitalize() for name in dates.WEEKDAYS]
MONTHS = """January February March April May June July August September October November December""".split()
# How a day is told: what leads to it, and what answers "when".
DATES = _rows(
    """on |{day};on |{day};on |{day};on |{day} morning;on |{day} evening;on |{day} night;|late on
    {day};|early on {day};|last week;|last month;|last year;|last {day};|earlier this month;|earlier
    this week;|earlier this year;|this week;|yesterday;in |{month};in |{month};in |early {month};in
    |late {month};|last {month};|two weeks ago;|three days ago;|two months ago;|a year ago;on |{month}
    {number};on |{number} {month};|over the weekend;at |the weekend;|at dawn on {day}""",
    ";",
)
# "open/opened": of a body of the list, what it did.
DOERS = _rows(
    """open/opened/a new office in {town}|close/closed/its plant in {town}|sign/signed/an agreement with
    {body}|cut/cut/its forecast for the year|raise/raised/its membership fees|sell/sold/its stake in
    {body}|suspend/suspended/talks with {body}|cancel/cancelled/a contract with
    {body}|dismiss/dismissed/two of its directors|publish/published/its annual report|move/moved/its
    headquarters to {town}|appoint/appointed/a new treasurer|announce/announced/a plan to build flats in
    {town}|buy/bought/land outside {town}|win/won/a lawsuit against {body}|lose/lost/its appeal against
    {body}|file/filed/a complaint against {body}|hold/held/a meeting in {town}|reject/rejected/an offer
    from {body}|launch/launched/a campaign in {town}|begin/began/an inquiry into
    {body}|withdraw/withdrew/its bid for {body}|send/sent/a delegation to {town}|pay/paid/a fine of two
    million euros|lay/laid/off forty workers in {town}|start/started/a training course in
    {town}|take/took/over a warehouse in {town}|leave/left/its building in {town}|break/broke/its
    contract with {body}|find/found/faults in its archive in {town}""",
    "|",
)
# Passives: "was/the old bridge in {town}/closed".
DONE = _rows(
    """was/the old bridge in {town}/closed|was/the railway station in {town}/reopened|was/a new school in
    {town}/opened|was/the trial of a banker in {town}/postponed|were/two suspects in
    {town}/arrested|were/three fishermen off {town}/rescued|was/the theatre in {town}/destroyed|was/a
    statue in {town}/unveiled|were/the talks in {town}/suspended|was/the final in {town}/played|was/the
    airport in {town}/evacuated|was/the market hall in {town}/damaged|were/the winners of the {town}
    prize/announced|was/the strike in {town}/called off|was/the dam above {town}/inspected|was/the
    {adjective} ambassador/recalled|was/the {adjective} budget/approved|were/elections in
    {country}/held|was/the mayor of {town}/questioned|was/a painting from {town}/sold|was/the
    {adjective} parliament/dissolved|was/a curfew in {town}/lifted|were/the {adjective}
    hostages/freed|was/the ferry to {town}/withdrawn|was/the contract for the {town} tunnel/signed""",
    "|",
)
# What is counted, what befell it, and what a text says that would tell the same number.
COUNTS = _rows(
    """people/killed/killed|dead|died|death|toll~people/injured/injured|hurt|wounded~people/arrested/arrest|detain~houses/destroyed/destroy|razed~flights/cancelled/cancel~families/evacuated/evacuat|homeless~passengers/rescued/rescue|saved~soldiers/wounded/wounded|injured|hurt~villages/flooded/flood~schools/closed/clos~trees/uprooted/uproot~cars/damaged/damage~residents/evacuated/evacuat~people/rescued/rescue|saved~patients/treated/treat~protesters/detained/detain|arrest~shops/looted/loot~people/reported
    missing/missing""",
    "~",
)
CAUSES = _rows(
    """when a ferry capsized off {town}|when a bus overturned near {town}|in a fire at a warehouse in
    {town}|after floods hit {town}|when a train left the rails outside {town}|in an explosion at a
    factory in {town}|during protests in {town}|when a storm struck {town}|in an earthquake near
    {town}|when a roof collapsed in {town}|after a landslide near {town}|in clashes in {town}""",
    "|",
)
