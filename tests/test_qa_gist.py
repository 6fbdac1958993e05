import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.gist import choose_gist, in_order
from qa.gist_questions import wants_gist
from qa.standing import LEANS, leans_back, stands_alone

DATA = Path(__file__).parent / "data"
WIDE = """
What is the dispute between Greece and Turkey about?
What's the row over fishing rights all about?
What are the protesters so angry about?
What are the two parties arguing over?
Why was the summit cancelled at the last minute?
why did oil prices fall in november
Why hasn't the bridge been repaired?
How come the verdict was delayed?
For what reason did the airline cancel its order?
What prompted the central bank to intervene?
What led to the collapse of the coalition?
What went wrong with the satellite launch?
How did the hackers get into the hospital's computers?
How does the new voting system work?
How is the vaccine made?
How have farmers coped with the drought?
How will the carbon tax affect households?
How was the stolen painting recovered?
In what way did the storm change the coastline?
What has happened since the ceasefire was signed?
What's happened to the Rohingya since 2017?
What has changed since the new law came into force?
What happened at the stadium on Saturday?
What is going on in Sudan?
What's happening with the rail strike?
What's new in the Wirecard case?
What's the latest on the search for the submarine?
What is the latest in the trial of the former president?
Summarise the news of this week.
Summarize what we know about the explosion
Sum up the negotiations so far, please.
Give me an overview of the pension reform.
Give us a brief summary of the Brexit talks
Can you give me some background on the Kashmir conflict?
Tell me about the merger.
Tell us more about the floods in Bavaria
Can you tell me why the factory closed?
Could you please explain the customs union?
Explain the row about the referendum.
Describe the damage done by the earthquake.
Outline the main points of the peace plan
What do we know about the attackers?
What do we know of the new virus?
What is known about the cause of the crash?
What do you know about the missing journalist?
What can you tell me about the Nord Stream pipeline?
I'd like to know about the housing crisis in Dublin.
I want to understand why Lebanon defaulted.
What were the consequences of the embargo?
What was the background to the coup?
What were the main findings of the inquiry?
What are the terms of the ceasefire?
What are the arguments against the dam?
What are critics' objections to the bill?
What was the reaction to the court's ruling?
What is the story behind the leaked tapes?
What is the situation in Aleppo?
What is the state of the negotiations?
What role did Russia play in the war?
What impact has the strike had on schools?
What effect did the tariffs have on steel makers?
What does the climate agreement say?
What does the treaty mean for fishermen?
What did the inquiry find?
What does the new law change?
What is GSOMIA?
What is the Belt and Road Initiative?
What was behind the resignation of the foreign minister?
What made the pilot turn back?
Anything new about the hostages?
Any news of the trapped miners?
News about the election in Kenya
Latest on the wildfires
Timeline of the Yellow Vest protests
Background to the Catalan crisis
History of the border dispute
North Korea missile tests
the Suez Canal blockage
Events in Hong Kong, June 2019
How did the crisis begin?
How are talks between the rebels and the government going?
What are the problems with the new airport?
What is the controversy over the statue?
What is at stake in the vote?
Walk me through the bankruptcy of the airline.
So what happened next?
And why did they refuse?
What happened in Kiruna in March 2021?
What has the government done about air pollution?
What is the difference between the two bills?
What's the fuss about the new stadium?
What were the causes of the blackout?
How did the two sides reach a deal?
What came of the corruption probe?
Fill me in on the tram dispute.
How is the city preparing for the flood?
What problems has the new railway had?
On what grounds, and why, was the party banned?
""".strip().splitlines()
NARROW = """
What did the minister say about the strike?
What did Merkel tell reporters in Brussels?
How did the president describe the raid?
How did China respond to the tariffs?
What was the mayor's comment on the riots?
What were the captain's words?
How did the company explain the delay?
Who resigned?
Who is the finance minister of Peru?
Who was behind the attack?
Whose idea was the referendum?
Which team won the cup?
Which country exports the most lithium?
Where were the hostages taken?
Where is the summit being held?
When did the volcano erupt?
When will the bridge reopen?
Since when has the road been closed?
How many people died in the fire?
How much did the stadium cost?
how old is the suspect
How long was the strike?
How far is the wreck from the coast?
How often do trains run?
How fast was the train going?
How big is the deficit?
How close was the vote?
How high did the water rise?
How soon can the mine reopen?
How did the senators vote on the bill?
How did the match finish?
Did the minister resign?
Is the border open?
Was anyone hurt?
Has the suspect been charged?
Will the school be closed?
Are the talks still going on?
Can tourists visit the island?
Hasn't the law been passed?
What is the capital of Mongolia?
What is the name of the ship?
What's the death toll?
What is the price of a ticket?
What was the score?
What is the population of Malta?
What percentage of voters took part?
What year was the bridge built?
What time does the parade start?
What date was chosen for the vote?
What day did the ferry sink?
What kind of plane was it?
What colour was the car?
What company built the dam?
What was the final result of the count?
In which city was the accord signed?
At what price were the shares sold?
To what level did the bank raise its rate?
From what day do the rules apply?
By what margin did she win?
On what charge was he held?
What prize did the film win?
What country is the largest producer of cocoa?
What medal did she win?
death toll of the earthquake in Nepal
Name of the captain of the Costa Concordia?
date of the next election
Size of the Greek bailout?
winner of the 2018 Tour
Tell me who won the election.
Can you tell me when the strike ends?
Tell me the name of the captain.
Do you know how many were rescued?
Please tell me where the talks took place.
Tell me a joke.
List the members of the panel.
What did the thieves take?
What was found in the cave?
What was stolen from the museum?
What does the suspect face if convicted?
What did the union demand?
What is the minister's name?
What is the head of the agency called?
What sentence did the banker get?
What is the ship carrying?
What did the IMF lend to Ghana?
What weapon was used?
What is the unemployment rate in Spain?
What share of the vote did the party win?
Who said the war was over?
Who broke the record, and when?
How many survivors were there, and where were they taken?
What is the cost of the plan?
Which minister lost his seat?
What language is spoken in the valley?
What was the verdict?
What do the two presidents call each other?
Who explained the delay?
What vote did the assembly take?
What does a ticket cost?
""".strip().splitlines()


@pytest.mark.parametrize("question", WIDE)
def test_a_wide_question_wants_a_gist(question: str) -> None:
    assert wants_gist(question)


@pytest.mark.parametrize("question", NARROW)
def test_a_question_for_one_thing_or_someones_words_wants_none(question: str) -> None:
    assert not wants_gist(question)


@pytest.mark.parametrize("question", ["", "?", "  ", "7"])
def test_what_asks_nothing_wants_no_gist(question: str) -> None:
    assert not wants_gist(question)


def test_the_questions_of_our_news_are_told_apart_by_their_kind() -> None:
    files = (DATA / "newsdesk/look.jsonl", *sorted((DATA / "invented").glob("*/questions.jsonl")))
    asked = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    # Of what the articles do not answer the kind says nothing of the form.
    asked = [item for item in asked if item["kind"] not in ("close", "unrelated")]
    wide = {"topic", "why", "month", "summarise", "changed"}
    right = [wants_gist(item["question"]) == (item["kind"] in wide) for item in asked]
    assert len(asked) == 220
    assert sum(right) / len(right) > 0.95


@pytest.mark.parametrize(
    ("sentence", "cost"),
    [
        ("The minister resigned on Monday.", 0),
        ("The US said on Monday that talks would go on.", 0),
        ("PORT ESTER (DPN) - A ferry capsized on Sunday, killing 31, the coast guard said.", 0),
        ("It was the third attack in the city this year.", 0),
        ("This week the bank raised its rate to 11 percent.", 0),
        ("Those who lost their homes will be paid by the state.", 0),
        ("After Esper resigned, he was replaced by a general from Texas.", 0),
        ("“We have no money left,” said Bernard Cole, a schoolteacher from Lisane.", 0),
        ("But the ministry said on Friday that no ship had left.", 0.5),
        ("I have never seen such a flood in my life here.", 0.5),
        ("He resigned on Monday after the vote in parliament.", LEANS),
        ("It sank within 25 minutes of the first alarm.", LEANS),
        ("Her husband, Paul Adler, was elected mayor in 2014.", LEANS),
        ("On Tuesday, he met the president in Paris for talks.", LEANS),
        ("The two men were arrested at the border on Friday.", LEANS),
        ("“We have no money left,” he said on Thursday evening.", LEANS),
        ("But he did not say when the ship had left.", LEANS + 0.5),
        ("Ferry sinks off Cape Brenn; 31 dead, dozens missing", 3),
        ("Kast Concedes Defeat After Recount Shows Manrique Ahead.", 3),
        ("FERRY SINKS OFF CAPE BRENN, MANY ARE MISSING.", 3),
        ("By John Smith and Mary Jones", 3),
        ("Read more: our coverage of the floods in the north.", 3),
        ("Reporting by Astrid Fenn in Grauvel; Editing by Clara Mund.", 3),
        ("Write to us at desk@example.org with your own stories.", 3),
        ("", 3),
    ],
)
def test_a_sentence_pays_for_not_standing_alone(sentence: str, cost: float) -> None:
    assert stands_alone(sentence) == cost
    assert leans_back(sentence) == (LEANS <= cost < 3)


def unit(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


APART = np.eye(8, dtype=np.float32)


def test_the_most_relevant_sentences_come_first_and_no_more_than_asked_for() -> None:
    relevance = np.array([1.0, 3.0, 2.0, 1.5, 2.5, 1.2])
    assert choose_gist(relevance, APART[:6], list("abcdef")) == [1, 4, 2, 3, 5]
    assert choose_gist(relevance, APART[:6], list("abcdef"), most=2) == [1, 4]


def test_what_is_far_less_relevant_than_the_best_is_left_out() -> None:
    assert choose_gist(np.array([3.0, 0.9, 1.1]), APART[:3], list("abc")) == [0, 2]


def test_a_repeat_is_left_out_and_likeness_costs() -> None:
    # The second says what the first does (cosine 1.0); the third is half like it, the fourth not at all.
    vectors = unit((1, 0, 0), (1, 0, 0), (0.5, 0.866, 0), (0, 0, 1))
    assert choose_gist(np.array([2.0, 1.9, 1.5, 0.8]), vectors, list("abcd")) == [0, 3, 2]


def test_an_article_that_is_not_quoted_yet_comes_a_little_before() -> None:
    articles = ["a", "a", "b"]
    assert choose_gist(np.array([2.0, 1.5, 1.3]), APART[:3], articles) == [0, 2, 1]
    assert choose_gist(np.array([2.0, 1.7, 1.3]), APART[:3], articles) == [0, 1, 2]


def test_what_leans_on_a_chosen_sentence_is_given_back_what_leaning_took() -> None:
    relevance = np.array([3.0, 0.8, 1.5])
    assert choose_gist(relevance, APART[:3], list("aab")) == [0, 2]
    assert choose_gist(relevance, APART[:3], list("aab"), leans={1: 0}) == [0, 1, 2]
    assert choose_gist(relevance, APART[:3], list("aab"), leans={1: 2, 2: -1}) == [0, 2, 1]


def test_barred_sentences_are_never_chosen() -> None:
    barred = -np.inf
    assert choose_gist(np.array([barred, 1.0, barred]), APART[:3], list("abc")) == [1]
    assert choose_gist(np.array([barred]), APART[:1], ["a"]) == []
    assert choose_gist(np.array([]), APART[:0], []) == []


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 scores, 3 vectors, 2 articles"):
        choose_gist(np.zeros(2), APART[:3], ["a", "b"])
    with pytest.raises(ValueError, match="a date, an article and an offset"):
        in_order([None], ["a", "b"], [0])


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.integers(0, 7), st.sampled_from("abc")), max_size=12),
    st.integers(0, 6),
)
def test_a_gist_is_of_distinct_sentences_of_like_relevance(
    rows: list[tuple[float, int, str]], most: int
) -> None:
    relevance = np.array([row[0] for row in rows])
    vectors = APART[[row[1] for row in rows]] if rows else APART[:0]
    chosen = choose_gist(relevance, vectors, [row[2] for row in rows], most=most)
    assert len(set(chosen)) == len(chosen) <= most
    assert bool(chosen) == bool(rows and most)
    if chosen:
        assert relevance[chosen[0]] == relevance.max()
        assert relevance[chosen].min() >= relevance.max() - 2
        assert len({rows[place][1] for place in chosen}) == len(chosen)


def test_the_older_report_is_told_first_and_what_has_no_date_last() -> None:
    published = [date(2021, 3, 5), None, date(2021, 3, 1), datetime(2021, 3, 1, 9, tzinfo=UTC)]
    assert in_order(published, ["c", "d", "a", "a2"], [0, 5, 9, 0]) == [2, 3, 0, 1]


def test_sentences_of_one_article_stay_together_in_their_order() -> None:
    day = date(2021, 3, 5)
    assert in_order([day, day, day], ["b", "a", "b"], [90, 50, 10]) == [2, 0, 1]


def test_of_two_reports_of_one_day_the_earlier_comes_first() -> None:
    morning, evening = (datetime(2021, 3, 5, hour, tzinfo=UTC) for hour in (8, 20))
    assert in_order([evening, morning], ["a", "b"], [0, 0]) == [1, 0]


@given(st.lists(st.tuples(st.one_of(st.none(), st.dates(), st.datetimes()), st.integers(0, 50)), max_size=10))
def test_the_order_is_of_days_and_holds_each_sentence_once(rows: list[tuple[date | None, int]]) -> None:
    published = [row[0] for row in rows]
    order = in_order(published, [str(place) for place in range(len(rows))], [row[1] for row in rows])
    assert sorted(order) == list(range(len(rows)))
    days = [published[place] for place in order]
    known = [day.date() if isinstance(day, datetime) else day for day in days if day]
    assert known == sorted(known)
    assert days[: len(known)] == [day for day in days if day]
