from dataclasses import replace
from datetime import date

import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.dates import DateRange
from index.facts import Told
from index.passages import sentence_spans
from index.told import told_dates
from qa.citations import Citation, Gloss, Sentence
from qa.glosses.dates import in_days
from qa.glosses.glossing import glosses_of


def _told(story: Article) -> list[Told]:
    return [Told(found.range, found.start, found.end) for found in told_dates(story.text, story.published)]


def _glosses(
    text: str, quoted: str, published: date | None = date(2021, 7, 29)
) -> list[tuple[str, str, str]]:
    """Gloss one sentence of a text: what kind, which words, what they mean."""
    story = article(text, published=published)
    start = text.index(quoted)
    found = glosses_of(story, start, start + len(quoted), _told(story))
    return [(gloss.kind, text[gloss.start : gloss.end], gloss.meaning) for gloss in found]


def _dates(sentence: str, published: date | None = date(2021, 7, 29)) -> list[tuple[str, str]]:
    return [
        (words, meaning) for kind, words, meaning in _glosses(sentence, sentence, published) if kind == "date"
    ]


@pytest.mark.parametrize(
    ("sentence", "words", "meaning"),
    [
        ("The two Koreas reconnected the hotline on Tuesday.", "on Tuesday", "27 July 2021"),
        ("The bridge fell yesterday.", "yesterday", "28 July 2021"),
        ("Exports fell last month.", "last month", "June 2021"),
        ("Exports rose this year.", "this year", "2021"),
        ("The court met last week.", "last week", "19 to 25 July 2021"),
        ("The office was destroyed in June last year.", "in June last year", "June 2020"),
        ("The treaty was signed on 9 December.", "on 9 December", "9 December 2020"),
        ("The school has been shut since Monday.", "Monday", "26 July 2021"),
        ("Talks were held in early March.", "in early March", "March 2021"),
        ("The line will open next week.", "next week", "2 to 8 August 2021"),
    ],
)
def test_a_date_that_needs_the_articles_day_is_told(sentence: str, words: str, meaning: str) -> None:
    assert _dates(sentence) == [(words, meaning)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The pact was signed on 27 July 2021.",
        "The statue was built in 2011.",
        "Nobody came.",
        # As near as not: which July a thing falls in July is said by no rule.
        "Today there is a bridge where the ferry was.",
        "The war began in 1950, and in June the city fell.",
        "Growth was slow twenty years ago.",
    ],
)
def test_a_date_that_is_whole_or_not_sure_has_no_gloss(sentence: str) -> None:
    assert _dates(sentence) == []


def test_without_its_articles_day_no_date_is_told() -> None:
    assert _dates("The two Koreas met on Tuesday.", None) == []


def test_what_somebody_else_says_has_the_day_when_it_was_said() -> None:
    assert _dates('"My tomatoes were red on Friday," the driver said on Wednesday.') == [
        ("on Wednesday", "28 July 2021")
    ]


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2021, 7, 27), date(2021, 7, 27), "27 July 2021"),
        (date(2021, 7, 26), date(2021, 8, 1), "26 July to 1 August 2021"),
        (date(2021, 7, 5), date(2021, 7, 11), "5 to 11 July 2021"),
        (date(2020, 12, 28), date(2021, 1, 3), "28 December 2020 to 3 January 2021"),
        (date(2021, 7, 1), date(2021, 7, 31), "July 2021"),
        (date(2021, 1, 1), date(2021, 12, 31), "2021"),
        (date(2019, 1, 1), date(2021, 12, 31), "2019 to 2021"),
        (date(2020, 11, 1), date(2021, 2, 28), "November 2020 to February 2021"),
    ],
)
def test_days_are_written_as_people_write_them(first: date, last: date, written: str) -> None:
    assert in_days(DateRange(first, last)) == written


def test_a_surname_is_its_full_name_with_the_office() -> None:
    text = "U.S. Defense Secretary Mark Esper arrived. The pact matters to both. Esper met the minister."
    assert _glosses(text, "Esper met the minister.") == [
        ("referent", "Esper", "U.S. Defense Secretary Mark Esper")
    ]


def test_a_full_name_in_the_sentence_needs_no_other() -> None:
    text = "Defense Secretary Mark Esper arrived. Mark Esper said Esper was tired."
    assert _glosses(text, "Mark Esper said Esper was tired.") == []


def test_a_surname_of_two_people_is_left_open() -> None:
    text = "Minister Joren Vask resigned. The engineer, Pia Vask, was charged. Vask denied it."
    assert _glosses(text, "Vask denied it.") == []


def test_mrs_is_not_a_man() -> None:
    text = "Mr Otto Marlind resigned. A crowd waited outside the hall. Mrs Marlind said nothing."
    assert _glosses(text, "Mrs Marlind said nothing.") == []


def test_a_place_is_nobody() -> None:
    text = "Paris Hilton, 40, arrived by train. The crowd cheered. A man slept in Hilton all day."
    assert _glosses(text, "A man slept in Hilton all day.") == []


def test_she_is_the_only_person_named_before() -> None:
    text = "Foreign Minister Lucia Ferrant spoke after the vote. She hoped for a treaty."
    assert _glosses(text, "She hoped for a treaty.") == [
        ("referent", "She", "Foreign Minister Lucia Ferrant")
    ]


@pytest.mark.parametrize(
    "before",
    [
        "Minister Lucia Ferrant met Judge Helene Marrack.",  # two
        "Minister Lucia Ferrant met a nurse from the island.",  # one has no name
        "She met Minister Lucia Ferrant in the evening.",  # she is somebody else
        "Minister Lucia Ferrant said he would stay.",  # he is, or she is
        "Mr Temir Aldaz arrived late.",  # a man
        "The vote was close.",  # nobody
        'The crowd shouted: "Lucia Ferrant out!"',  # quoted
    ],
)
def test_she_is_left_open_where_she_may_be_another(before: str) -> None:
    assert _glosses(f"{before} She left at noon.", "She left at noon.") == []


def test_he_in_anothers_words_is_left_open() -> None:
    text = 'Judge Perrin Hale read the ruling. "He was late," said Rosalind Ash, a lawyer.'
    assert _glosses(text, '"He was late," said Rosalind Ash, a lawyer.') == []


def test_a_pronoun_that_is_named_after_it_is_left_open() -> None:
    text = "Temir Baatyrov, the party's leader, spoke. Asked whether he would resign, Asanov said no."
    assert _glosses(text, "Asked whether he would resign, Asanov said no.") == []


def test_he_added_is_the_speaker() -> None:
    quoted = '"The army is there to repair a road," he added.'
    text = f"Health Minister Rafael Ondarra called the reports wrong. {quoted}"
    assert _glosses(text, quoted) == [("speaker", "he", "Health Minister Rafael Ondarra")]


def test_a_quotation_that_goes_on_has_the_speaker_of_its_first_part() -> None:
    text = '"Nobody got the number they came with," Minister Lucia Ferrant said. "That is a treaty."'
    assert _glosses(text, '"That is a treaty."') == [
        ("speaker", '"That is a treaty."', "Minister Lucia Ferrant")
    ]


def test_a_quotation_goes_on_after_he_said() -> None:
    text = 'Minister Joren Vask denied it. "I have seen no paper," he said. "Nor has my office."'
    assert _glosses(text, '"Nor has my office."') == [
        ("speaker", '"Nor has my office."', "Minister Joren Vask")
    ]


def test_a_quotation_after_another_paragraph_has_no_speaker() -> None:
    text = '"It fell," Minister Joren Vask said.\n\n"That is a treaty."'
    assert _glosses(text, '"That is a treaty."') == []


@pytest.mark.parametrize(
    "sentence", ["Joren Vask denied that he knew of it.", '"No," said Joren Vask, the minister.']
)
def test_a_sentence_that_names_its_speaker_needs_none(sentence: str) -> None:
    assert _glosses(f"Minister Joren Vask came. {sentence}", sentence) == []


def test_a_denial_is_not_turned_round() -> None:
    text = "Transport Minister Joren Vask came late. Vask denied that the report had reached him."
    assert _glosses(text, "Vask denied that the report had reached him.") == [
        ("referent", "Vask", "Transport Minister Joren Vask")
    ]


def test_the_ministry_is_the_only_one() -> None:
    text = "The Ministry of Health counted 29 cases. The ministry said no more."
    assert _glosses(text, "The ministry said no more.") == [
        ("referent", "The ministry", "Ministry of Health")
    ]


@pytest.mark.parametrize(
    "before",
    ["The Ministry of Health asked the finance ministry for money.", "A ministry was named.", "It rained."],
)
def test_the_ministry_is_left_open_where_it_may_be_another(before: str) -> None:
    assert _glosses(f"{before} The ministry said no more.", "The ministry said no more.") == []


def test_the_minister_is_the_only_one() -> None:
    text = "Health Minister Marit Sollen spoke. The minister rejected the figures."
    assert _glosses(text, "The minister rejected the figures.") == [
        ("referent", "The minister", "Health Minister Marit Sollen")
    ]
    two = "Health Minister Marit Sollen met a former minister. The minister rejected the figures."
    assert _glosses(two, "The minister rejected the figures.") == []


def test_it_goes_on_with_what_something_was_done_to() -> None:
    text = "The statue was installed near the embassy in 2011. It has been moved."
    assert _glosses(text, "It has been moved.") == [("referent", "It", "The statue")]


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("The statue was moved to the square.", "It was clear that nobody liked it."),
        ("The statue was moved to the square.", "It rained."),
        ("The statue was moved to the square.", "It was the third in a year."),
        ("The statue was moved to the square.", "It was Vask who paid for it."),
        ("The council bought a statue.", "It was moved in May."),  # the statue
        ("The council accused the company of fraud.", "It said it would appeal."),  # which?
        ("The driver was taken to hospital.", "It was closed in May."),
    ],
)
def test_it_is_left_open_where_it_may_be_another_or_nothing(before: str, sentence: str) -> None:
    found = [words for kind, words, _ in _glosses(f"{before} {sentence}", sentence) if kind == "referent"]
    assert "It" not in found


def test_at_most_three_things_are_said_in_the_order_of_the_words() -> None:
    text = (
        "Minister Joren Vask met Judge Helene Marrack, Governor Mikkel Raun and Mayor Marta Ossian. "
        "Vask told Marrack, Raun and Ossian on Tuesday."
    )
    story = article(text, published=date(2021, 7, 29))
    found = glosses_of(story, text.index("Vask told"), len(text), _told(story))
    assert len(found) == 3
    assert list(found) == sorted(found, key=lambda gloss: gloss.start)
    assert "27 July 2021" in [gloss.meaning for gloss in found]


def test_a_headline_and_a_book_have_no_glosses_of_names() -> None:
    assert glosses_of(article("Ten men left.\n\n" + "He left. " * 20_000), 0, 13, ()) == ()


STORY = article("Mark Esper arrived. He spoke on Tuesday.", published=date(2021, 7, 29))
CITED = Citation(1, STORY, 20, 40)
HE = Gloss("referent", 20, 22, "Mark Esper", (0, 10))


def test_a_gloss_is_of_words_of_its_quotation_in_words_of_its_article() -> None:
    assert Sentence.quoting(CITED, (HE,)).glosses == (HE,)
    for wrong in (
        replace(HE, start=0, end=4),  # outside the quotation
        replace(HE, end=41),
        replace(HE, meaning="Mark Twain"),  # not what stands there
        replace(HE, at=(-40, -30)),
    ):
        with pytest.raises(ValueError, match="gloss"):
            Sentence.quoting(CITED, (wrong,))


def test_only_a_quotation_has_glosses() -> None:
    with pytest.raises(ValueError, match="not quoted"):
        Sentence("He spoke.", "written", (CITED,), "checked", (HE,))


@pytest.mark.parametrize(
    ("kind", "start", "end", "meaning", "at"),
    [
        ("date", 3, 3, "27 July 2021", None),
        ("date", -1, 3, "27 July 2021", None),
        ("date", 1, 3, " ", None),
        ("date", 1, 3, "27 July 2021", (0, 4)),  # a date is not words of the article
        ("referent", 1, 3, "Mark Esper", None),  # a name is
    ],
)
def test_a_gloss_without_words_or_meaning_cannot_be_built(
    kind: str, start: int, end: int, meaning: str, at: tuple[int, int] | None
) -> None:
    with pytest.raises(ValueError, match="gloss"):
        Gloss(kind, start, end, meaning, at)  # type: ignore[arg-type]


PIECES = st.sampled_from(
    ["Minister Ola Hansen", "Mr Hansen", "Hansen", "Ola", "He", "She", "It", "said", "on Tuesday",
     "was moved", "the ministry", "The Ministry of Health", "last month", '"', "“", "”", "‘", "’", "'s", ",",
     ".", "\n", "\n\n",
     "27 July", "the minister", "McX-y", "É.", "of", "\u202e", "<script>"]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=40).map(" ".join))
def test_whatever_an_article_holds_its_glosses_stand_in_it(text: str) -> None:
    story = article(f"A text. {text}", published=date(2021, 7, 29))
    told = _told(story)
    for start, end in sentence_spans(story.text, 0, len(story.text)):
        found = glosses_of(story, start, end, told)
        assert len(found) <= 3
        Sentence.quoting(Citation(1, story, start, end), found)


def test_a_text_made_to_take_long_takes_no_longer() -> None:
    for text in ("‘a " * 30_000, "‘a’a " * 20_000, '"' * 90_000, "Ola's " * 15_000):
        story = article(text, published=date(2021, 7, 29))
        assert glosses_of(story, len(text) - 50, len(text) - 1, ()) == ()
