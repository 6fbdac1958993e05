"""What is denied, doubted, supposed or only possible is no answer; what is plainly said is one."""

import pytest

from qa.asserted import asserted


def told(question: str, marked: str) -> bool:
    """Ask about the words between brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    return asserted(question, marked.replace("[", "").replace("]", ""), (start, end))


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("When was the mayor killed?", "It denied that the mayor had been killed on [Monday]."),
        ("How many were aboard?", "The navy denied reports that [90] sailors were aboard."),
        ("How many were taken?", "Reports that [90] sailors had been taken were false, the navy said."),
        ("How many died?", "It is not true that [four] people died, as some sites have written."),
        ("How many jobs will the mill cut?", "The mill denied that it would close a hall and cut [70] jobs."),
        (
            "When did she drown?",
            "She was wrongly reported dead by the Echo, which said she had drowned on [2 May].",
        ),
        ("How long will he get?", "If he is found guilty, he would face [nine years] in jail."),
        ("How long will he get?", "If found guilty, he will face [nine years] in jail."),
        ("How much did she win?", "Anna Berg would win [31 percent] if the vote were held now."),
        ("Who won the vote?", "[Anna Berg] would win the vote, a poll showed."),
        ("When will the mill close?", "The mill may close in [June]."),
        ("Who raised its bid?", "[Orm Steel] may raise its bid, a banker said."),
        (
            "How much will the bank raise its rate?",
            "The bank would raise it to [5 percent] if prices rose, he said.",
        ),
        ("When did the bank open?", "The bank did not open on [Friday]."),
        ("How did he die?", "The coroner ruled out [a stroke]."),
        ("By how much did it rise?", "It rose by 2 points, not by [3 points]."),
        ("How many died?", "The toll is 22, not [23]."),
        ("Was he drunk, and who says so?", "There is no evidence that he was [drunk]."),
        ("How many died?", "Rebels said [40] soldiers had died, which the army denied."),
        ("How many died?", "Imagine that [three hundred] people had died."),
        ("Who stole it?", "It was allegedly stolen by [a guard]."),
    ],
)
def test_what_is_denied_supposed_or_possible_is_not_asserted(question: str, marked: str) -> None:
    assert told(question, marked) is False


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("How many were killed?", "[Nine] people were killed when a bridge fell, police said."),
        ("How long was he jailed?", "Orr, who denied the charges, was jailed for [nine years]."),
        ("How long was he jailed?", "Orr denied the charges and was jailed for [nine years]."),
        ("When did it happen?", "On [Monday] the firm denied that it would close."),
        ("When will the mill close?", "The Echo said the mill would close in [June]."),
        ("How much will it cost?", "Berg said the cost would be [9 million], not 6 million as some claimed."),
        ("How many died?", "Nobody could have known, but [12] people died."),
        ("What did he deny?", "He denied [stealing the crown]."),
        ("How long could he get?", "He could face [nine years] in jail."),
        ("How many would die?", "A big quake would kill [90,000], the study found."),
        ("When was she born?", "She was born in May [1950], in a town that may be lost to the sea."),
        ("When was she elected?", "In May [1950] she was elected."),
        ("How many were injured?", "Police did not say how the bus crashed, and [nine] people were injured."),
        ("How many died?", "No fewer than [12] people died."),
        ("How many died?", "More than [12] people died."),
        ("When did it open?", "It did not open until [Friday]."),
        ("Who denied it?", "[The navy] denied the report."),
        ("Who leads the party?", "[Anna Berg], who leads the party, said it had failed."),
        ("How many were killed?", "Hundreds, if not thousands, fled and [nine] were killed."),
    ],
)
def test_what_is_plainly_said_is_asserted(question: str, marked: str) -> None:
    assert told(question, marked) is True
