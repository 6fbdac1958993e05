"""How well the right articles and passages are ranked, by trec_eval through ir_measures."""

from collections.abc import Collection, Sequence

import ir_measures
from ir_measures import AP, RR, Success, nDCG

__all__ = ["MEASURES", "rank_scores"]

# The names of the report, and the field's measures behind them. Hits@k: 1 where one of the first k is
# right. MRR, MAP: the means over questions of RR and AP; AP@10 divides by all that is right. nDCG with
# binary gains (Järvelin and Kekäläinen, 2002).
MEASURES = {
    "Hits@1": Success @ 1,
    "Hits@4": Success @ 4,
    "Hits@10": Success @ 10,
    "MRR@10": RR @ 10,
    "MAP@10": AP @ 10,
    "nDCG@10": nDCG @ 10,
}


def rank_scores(ranked: Sequence[str], right: Collection[str]) -> dict[str, float]:
    """Score one ranking.

    Args:
        ranked: ids, the best first, each once.
        right: the ids that are right; at least one.

    Returns:
        a value from 0 to 1 for each of MEASURES.
    """
    if not ranked:
        return dict.fromkeys(MEASURES, 0.0)
    judged = [ir_measures.Qrel("q", name, 1) for name in sorted(right)]
    # Scores that fall with the place: trec_eval sorts by score, and ties by name.
    run = [ir_measures.ScoredDoc("q", name, float(-place)) for place, name in enumerate(ranked)]
    values = {str(found.measure): found.value for found in ir_measures.iter_calc(_ALL, judged, run)}
    return {name: float(values[str(measure)]) for name, measure in MEASURES.items()}


_ALL = list(MEASURES.values())
