"""The measures of single questions and of many, on cases small enough to work out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from qa.evaluation.citing import Statement, Verbatim, quote_scores, support_scores
from qa.evaluation.entailment import Entailment
from qa.evaluation.gold import find_quote, overlap
from qa.evaluation.intervals import Measure, Resampling, groups, order_interval
from qa.evaluation.reading import exact_match, f1, holds, normalise
from qa.evaluation.retrieval import rank_scores
from qa.evaluation.statistics import aurc, auroc, auroc_measure, ece, ece_measure, mean


class Contains:
    """A judge for whom a statement follows where all of its words are in the premise."""

    name = "contains"

    def supports(self, premise: str, statement: str) -> bool:
        return set(statement.split()) <= set(premise.split())


def over_all(statistic, n: int) -> float:
    return float(statistic(np.ones((1, n)))[0])


def test_ranking_measures_of_a_right_article_at_place_two_and_five():
    scores = rank_scores(["x", "a", "y", "z", "b", "w"], {"a", "b"})
    assert scores["Hits@1"] == 0
    assert scores["Hits@4"] == scores["Hits@10"] == 1
    assert scores["MRR@10"] == pytest.approx(1 / 2)
    assert scores["MAP@10"] == pytest.approx((1 / 2 + 2 / 5) / 2)
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    assert scores["nDCG@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(6)) / ideal)


def test_what_is_right_and_not_found_counts_against_map_and_ndcg():
    scores = rank_scores(["a"], {"a", "b"})
    assert scores["Hits@1"] == scores["MRR@10"] == 1
    assert scores["MAP@10"] == pytest.approx(1 / 2)
    assert scores["nDCG@10"] == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_an_empty_ranking_scores_nothing():
    assert set(rank_scores([], {"a"}).values()) == {0.0}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The  Cat, sat!", "cat sat"),
        ("An apple a day", "apple day"),
        ("U.S.", "us"),
        ("$3.40", "340"),
        ("theatre", "theatre"),
        ("the", ""),
    ],
)
def test_normalisation_is_that_of_squads_script(text: str, plain: str):
    assert normalise(text) == plain


def test_exact_match_and_f1_take_the_best_of_the_answers():
    assert exact_match("the Normans", ["Franks", "Normans"]) == 1
    assert exact_match("Normans of France", ["Normans"]) == 0
    # Two of three words said, and two of two words right: 2 * (2/3) * 1 / (2/3 + 1).
    assert f1("in May 2014", ["May 2014", "spring"]) == pytest.approx(0.8)
    assert f1("never", ["May 2014"]) == 0


def test_where_there_is_no_answer_only_silence_is_right():
    assert exact_match("", []) == f1("", []) == 1
    assert exact_match("Rome", []) == f1("Rome", []) == 0
    assert f1("", ["Rome"]) == 0
    # An answer of which normalisation leaves nothing is none, as in the official script.
    assert exact_match("", ["A", "grade A"]) == f1("", ["The", "grade A"]) == 0


def test_an_answer_is_held_as_whole_words_only():
    assert holds("The ministry said 17 people died.", ["17"])
    assert not holds("In 2017 people left.", ["17"])
    assert not holds("anything", ["the"])


def test_alce_recall_and_precision_of_one_statement_with_three_citations():
    # "a b" follows from all three together; the third says nothing of it, and the others do without it.
    statement = Statement("a b", ("a", "b", "c"))
    scores = support_scores([statement], Contains())
    assert scores == {"precision": pytest.approx(2 / 3), "recall": 1.0}


def test_a_statement_that_its_citations_do_not_support_makes_them_imprecise():
    scores = support_scores([Statement("a b", ("a", "c")), Statement("d", ("d",))], Contains())
    assert scores == {"precision": pytest.approx(1 / 3), "recall": pytest.approx(1 / 2)}


def test_a_statement_without_citation_is_not_recalled():
    assert support_scores([Statement("a", ())], Contains()) == {"precision": 0.0, "recall": 0.0}
    assert support_scores([], Contains()) == {}


def test_the_verbatim_judge_wants_the_words_in_their_order():
    judge = Verbatim()
    assert judge.supports("He said:\n  the dam\nholds.", "the dam holds.")
    assert not judge.supports("the dam holds.", "the dam does hold.")
    assert not judge.supports("the dam holds.", "")
    assert not judge.supports("In all, 14 people died.", "4")
    assert judge.supports('He said "never."', '"never."')


def test_an_inference_model_judges_by_its_likeliest_label(tmp_path):
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ndam")
    BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    for likeliest in (0, 1):
        config = BertConfig(vocab_size=6, id2label={0: "contradiction", 1: "ENTAILMENT"}, **shape)
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.weight.zero_()
            model.classifier.bias.copy_(torch.tensor([1.0 - likeliest, float(likeliest)]))
        model.save_pretrained(tmp_path)
        assert Entailment(str(tmp_path)).supports("dam " * 600, "dam") is bool(likeliest)


def test_quote_scores_count_characters():
    cited = [("a", 0, 10), ("b", 0, 5)]
    scores = quote_scores(cited, [("a", 8, 18)])
    assert scores == {
        "quote_overlap": 1.0,
        "first_quote_overlap": 1.0,
        "quote_precision": 0.5,
        "quote_recall": 0.2,
    }
    assert quote_scores([("a", 0, 8)], [("a", 8, 18)])["quote_overlap"] == 0
    assert overlap(("a", 0, 9), ("c", 0, 9)) == 0


def test_a_quote_is_found_wherever_it_stands_whatever_the_white_space():
    assert list(find_quote("The dam\n held. The  dam held.", "dam held.")) == [(4, 14), (20, 29)]
    assert list(find_quote("a+b", "a+b")) == [(0, 3)]
    assert list(find_quote("a", "  ")) == []


def test_auroc_of_a_hand_counted_case_with_a_tie():
    confidence = np.array([0.9, 0.5, 0.5, 0.1])
    positive = np.array([True, True, False, False])
    # Of the four pairs three are in order and one is a tie.
    assert over_all(auroc(confidence, positive, np.ones(4, bool)), 4) == pytest.approx(3.5 / 4)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_auroc_is_scikit_learns(pairs):
    confidence = np.array([value / 5 for value, _ in pairs])
    positive = np.array([flag for _, flag in pairs])
    found = over_all(auroc(confidence, positive, np.ones(len(pairs), bool)), len(pairs))
    if positive.all() or not positive.any():
        assert math.isnan(found)
    else:
        assert found == pytest.approx(roc_auc_score(positive, confidence))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 3)), min_size=2, max_size=20))
def test_a_weight_of_two_is_the_question_asked_twice(rows):
    confidence = np.array([value / 5 for value, _, _ in rows])
    flags = np.array([flag for _, flag, _ in rows])
    weights = np.array([weight for _, _, weight in rows])
    scored = np.ones(len(rows), bool)
    again = np.repeat(np.arange(len(rows)), weights)
    for build in (auroc, ece, aurc):
        weighted = build(confidence, flags, scored)(weights[None, :].astype(float))[0]
        if len(again) == 0:
            assert math.isnan(weighted)
            continue
        repeated = over_all(build(confidence[again], flags[again], scored[again]), len(again))
        assert weighted == pytest.approx(repeated, nan_ok=True)


def test_ece_is_the_mean_gap_of_the_bins():
    confidence = np.array([0.9, 0.9, 0.1, 0.1])
    right = np.array([True, False, False, False])
    # In the bin of .9 half is right, in that of .1 none: (2 * |.5 - .9| + 2 * .1) / 4.
    assert over_all(ece(confidence, right, np.ones(4, bool)), 4) == pytest.approx(0.25)


def test_aurc_of_three_questions():
    confidence, right = np.array([0.9, 0.5, 0.1]), np.array([True, False, True])
    # Risk 0 of the first, 1/2 of two, 1/3 of three.
    assert over_all(aurc(confidence, right, np.ones(3, bool)), 3) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_what_was_not_scored_does_not_count():
    values = np.array([1.0, np.nan, 0.0, 0.0])
    assert over_all(mean(values), 4) == pytest.approx(1 / 3)
    assert math.isnan(over_all(mean(np.array([np.nan])), 1))


def test_the_interval_of_a_percentile_comes_from_the_ranks():
    values = np.arange(1.0, 101.0)
    # Conover's example for the median of a hundred: between the 40th and the 61st value.
    assert order_interval(values, 0.5) == (40.0, 61.0)
    # Of twelve values, more than one in twenty of the future may exceed them all.
    assert order_interval(np.arange(12.0), 0.95)[1] is None


def measured(values: np.ndarray) -> Measure:
    return Measure(mean(values), np.ones(len(values), bool))


def alone(count: int) -> list[tuple[str]]:
    return [(str(place),) for place in range(count)]


def test_the_same_seed_gives_the_same_interval_and_another_does_not():
    values = np.random.default_rng(3).random(50)
    figures = [Resampling(alone(50), 500, seed).figure(measured(values)) for seed in (1, 1, 2)]
    assert figures[0] == figures[1] != figures[2]
    assert figures[0].low < figures[0].value < figures[0].high


def test_the_interval_of_a_mean_is_as_wide_as_theory_says():
    figure = Resampling(alone(400), 4_000, 0).figure(measured(np.repeat([0.0, 1.0], 200)))
    half = 1.966 * 0.5 / math.sqrt(399)
    assert figure.low == pytest.approx(0.5 - half, abs=0.01)
    assert figure.high == pytest.approx(0.5 + half, abs=0.01)


def test_questions_on_one_article_are_drawn_together():
    # Twenty articles, all right or all wrong: twenty facts and not four hundred.
    values = np.repeat([0.0, 1.0] * 10, 20)
    together = Resampling([(str(n // 20),) for n in range(400)])
    assert (together.by_groups, together.units) == (True, 20)
    wide, narrow = (drawing.figure(measured(values)) for drawing in (together, Resampling(alone(400))))
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)


def test_a_question_belongs_to_its_article_that_most_questions_name():
    found = groups([("a", "b"), ("b",), ("c", "b"), ("c",), ("d",), ()])
    assert found == ["b", "b", "b", "c", "d", "question 5"]


def test_all_right_is_not_certainty():
    # Clopper and Pearson: 0.025 ** (1 / 10) of ten right.
    figure = Resampling(alone(10)).figure(measured(np.ones(10)))
    assert (figure.low, figure.high) == (pytest.approx(0.025 ** (1 / 10)), 1.0)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.7])
@pytest.mark.parametrize("count", [1, 3])
def test_questions_that_all_score_the_same_leave_doubt(value: float, count: int):
    figure = Resampling(alone(count)).figure(measured(np.full(count, value)))
    assert figure.low < value - 0.05
    assert figure.high > value + 0.2


def test_two_of_the_rarer_class_tell_little_of_auroc():
    confidence, positive = np.linspace(0, 1, 60), np.arange(60) >= 58
    figure = Resampling(alone(60)).figure(auroc_measure(confidence, positive, np.ones(60, bool)))
    assert (figure.value, figure.high) == (1.0, 1.0)
    assert figure.low == pytest.approx(0.025 ** (1 / 2))


def test_a_paired_difference_is_narrower_than_the_figures_it_comes_of():
    hard = np.random.default_rng(0).random(200)
    first, second = (hard > 0.5).astype(float), (hard > 0.45).astype(float)
    drawing = Resampling(alone(200))
    difference, low, high = drawing.difference(mean(first), mean(second), 200)
    assert difference == pytest.approx(second.mean() - first.mean())
    assert 0 < low < difference < high
    single = drawing.figure(measured(first))
    assert high - low < single.high - single.low


def coverage(make, true: float, runs: int = 100) -> float:
    """The share of intervals that hold the true value."""
    held = 0
    for seed in range(runs):
        names, found = make()
        figure = Resampling(names, 300, seed).figure(found)
        held += figure.low - 1e-9 <= true <= figure.high + 1e-9
    return held / runs


def test_intervals_hold_what_is_true():
    random = np.random.default_rng(7)

    def six_articles():
        easy = 1 / (1 + np.exp(-random.normal(0, 0.8, 6)))
        return [(str(n // 20),) for n in range(120)], measured((random.random(120) < easy.repeat(20)) * 1.0)

    def calibrated(error: float):
        confidence = (random.integers(3, 12, 150) + 0.5) / 15
        right = random.random(150) < confidence - error
        return alone(150), ece_measure(confidence, right, np.ones(150, bool))

    # 100 runs: three standard errors below .95 are .88. The calibration error's is the roughest.
    assert coverage(six_articles, 0.5) >= 0.88
    assert coverage(lambda: calibrated(0.0), 0.0) >= 0.86
    assert coverage(lambda: calibrated(0.1), 0.1) >= 0.86
