"""What is learned from, and how: nothing is asked twice; a stopped run goes on as if it had not been."""

import gzip
import hashlib
import json
import logging
import math
import os
import random
import re
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from qa.evaluation.reading import normalise
from qa.evaluation.squad import read_questions
from qa.reading.fast_reader import FastReader
from qa.reading.model import Text, decode, merged
from qa.reading.windows import Cutter
from qa.training import averaging
from qa.training.altering import ANTONYMS, Alteration
from qa.training.features import Features, Tokens, batches, tokenizer
from qa.training.pairs import Pair, Shares, holds, pairs
from qa.training.release import card
from qa.training.sources import Example, examples, join_words
from qa.training.span_model import SpanModel, export, loss_of
from qa.training.splits import SPLITS, main, split, to_squad
from qa.training.train import Plan, Training


def example(number: int, article: str, question: str, source: str = "one", context: str = "") -> Example:
    return Example(str(number), source, article, context or f"Text {number} of {article}.", question)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 40), st.sampled_from(["one", "two"])),
        min_size=1,
        max_size=150,
    )
)
def test_no_article_text_or_question_stands_in_two_splits(rows):
    given_ = [
        example(number, f"Article {article}", f"Question {question}?", source)
        for number, (article, question, source) in enumerate(rows)
    ]
    dev = [example(-1, "Article 3", "Of the dev file?"), example(-2, "Elsewhere", "question 5")]
    found = split(given_, dev)
    assert sum(map(len, found.values())) == len(given_)
    for key in (lambda e: normalise(e.article), lambda e: e.context, lambda e: normalise(e.question)):
        seen = [{key(e) for e in found[name]} for name in SPLITS]
        assert not seen[0] & seen[1]
        assert not seen[0] & seen[2]
        assert not seen[1] & seen[2]
        assert not {key(e) for e in dev} & set().union(*seen)


def test_every_source_has_a_part_in_every_split():
    rows = [example(n, f"A {n % 10}", f"Q {n}?", "small") for n in range(40)]
    rows += [example(100 + n, f"B {n}", f"R {n}?", "large") for n in range(200)]
    found = split(rows, [])
    counts = {name: [sum(e.source == s for e in found[name]) for s in ("small", "large")] for name in SPLITS}
    assert counts == {"train": [32, 160], "tune": [4, 20], "calibrate": [4, 20]}


def test_a_text_under_two_titles_stays_together():
    rows = [example(n, f"A {n}", f"Q {n}?", "one", f"The text {n}.") for n in range(50)]
    rows += [example(100 + n, f"Other {n}", f"R {n}?", "two", f"the text {n}") for n in range(50)]
    found = split(rows, [])
    for name in SPLITS:
        numbers = {e.context.split()[-1].rstrip(".") for e in found[name] if e.source == "one"}
        assert numbers == {e.context.split()[-1].rstrip(".") for e in found[name] if e.source == "two"}


def test_words_are_put_together_as_print_sets_them():
    text, spans = join_words("He said -LRB- at $ 5 , twice -RRB- : `` I do n't know '' .".split())
    assert text == "He said (at $5, twice): “I don't know”."
    assert [text[start:end] for start, end in spans][:6] == ["He", "said", "(", "at", "$", "5"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a little of every source."""
    train, dev = tmp_path / "reading/train", tmp_path / "reading/dev"
    (train / "qamr").mkdir(parents=True)
    dev.mkdir()

    def squad(name: str, *titles: str) -> str:
        return json.dumps({"data": [
            {"title": title, "paragraphs": [{"context": f"{title} of {name} is red.", "qas": [
                {"id": f"{name}{title}", "question": f"What is {title} of {name}?",
                 "answers": [{"text": "red", "answer_start": len(title) + len(name) + 8}]}]}]}
            for title in titles]})  # fmt: skip

    shifts = [f"squadshifts_{name}" for name in ("new_wiki", "reddit", "amazon")]
    for name in (*shifts, "squad2_fragment", "xquad_en_rest"):
        (train / f"{name}.json").write_text(squad(name, "One", "Two", "Three", "Normans"))
    (dev / "squad2_half_dev.json").write_text(squad("dev", "Normans", "Force"))
    span = {"start": 4, "end": 7, "string": "Ada"}
    qed = {"example_id": 1, "title_text": "Ada", "question_text": "who won",
           "paragraph_text": "And Ada won .", "original_nq_answers": [[span], [span, span]]}  # fmt: skip
    (train / "qed_dev.jsonl").write_text(json.dumps(qed) + "\n")
    oracle = {"question": "who lost", "answers": ["Bo"], "ctxs": [{"title": "Bo", "text": "Bob met Bo."}]}
    (train / "nq-open-oracle.jsonl.gz").write_bytes(gzip.compress(json.dumps(oracle).encode()))
    for name, chosen in (("answerable", ["It rained ."]), ("unanswerable", [])):
        line = {"id": name, "input": f"why {name}", "output": [{"selected_sentences": chosen}],
                "passages": [{"title": "Rain", "text": "Oh . It rained ."}]}  # fmt: skip
        (train / f"clapnq_dev_{name}.jsonl").write_text(json.dumps(line) + "\n")
    (train / "qamr/wiki-sentences.tsv").write_text("Wiki1k:wikinews:7:0:1\tMr Bo left , she said .\n")
    row = "Wiki1k:wikinews:7:0:1\t0\t1\t0\t1\tWho left?\t0 1\t2:1\t3:0 4\n"
    (train / "qamr/dev.tsv").write_text(row)
    (train / "qamr/test.tsv").write_text("")
    return tmp_path


def test_answers_stand_where_they_are_said_to(data: Path):
    for source in ("qed", "nq_open_oracle", "clapnq", "qamr"):
        for found in examples(data, source):
            assert all(found.context[start:].startswith(text) for text, start in found.answers)
    (qed,) = examples(data, "qed")
    (oracle,) = examples(data, "nq_open_oracle")
    (qamr,) = examples(data, "qamr")
    assert [e.answers for e in examples(data, "clapnq")] == [(("It rained .", 5),), ()]
    assert (qed.answers, oracle.answers) == ((("Ada", 4),), (("Bo", 8),))
    assert (qamr.context, qamr.answers) == ("Mr Bo left, she said.", (("Mr Bo", 0), ("Bo", 3)))


def test_the_command_writes_files_that_evaluate_reads(data: Path, tmp_path: Path, capsys):
    assert main([str(data), "--out", str(tmp_path / "out")]) == 0
    table = capsys.readouterr().out
    assert "squad2_fragment" in table
    asked = []
    for name in SPLITS:
        file, paragraphs = read_questions(tmp_path / "out" / f"{name}.json")
        assert paragraphs
        assert not file.skipped
        asked += file.questions
    assert not any("Normans" in question.question for question in asked)
    assert len({question.id for question in asked}) == len(asked) >= 15


def test_a_folder_without_data_is_one_line(tmp_path: Path, capsys):
    with pytest.raises(SystemExit) as caught:
        main([str(tmp_path)])
    assert caught.value.code == 2
    assert "give the folder that holds reading/train" in capsys.readouterr().err


def test_a_paragraph_is_written_once():
    rows = [example(n, "A", f"Q {n}?", context="The one text.") for n in range(3)]
    (article,) = to_squad(rows)["data"]
    assert [len(paragraph["qas"]) for paragraph in article["paragraphs"]] == [3]


# --- altered questions -------------------------------------------------------------------------

STORM = (
    "In 1999, the first storm hit Lund in Sweden, and Ada Berg saw 12 ships sink. Bo Ek of Malmö lost two. "
    "It raised the water by 3.5 metres and cost 1,250 farmers their barns before Anna Lind left."
)
ASKED = (
    "In 1999, which town did the first storm hit?",
    "How many ships did Ada Berg see sink in Sweden?",
    "What did Bo Ek of Malmö lose before Anna Lind left?",
    "Who saw 1,250 farmers lose their barns?",
    "Did the water rise by 3.5 metres?",
)
OTHERS = ("Which bridges did Kim Roos paint in Norway?", "Who sold the boats before the flood?")


def words(text: str) -> list[str]:
    return re.findall(r"[\w.,’'-]*\w", text.lower())


@pytest.mark.parametrize("question", ASKED)
def test_an_altered_question_differs_in_one_place_and_keeps_its_other_words(question: str) -> None:
    altering = Alteration((*ASKED, *OTHERS), [STORM, "He met Kim Roos in Oslo."], random.Random(1))
    found = [altering.alter(question, STORM, ["Lund"]) for _ in range(60)]
    assert any(found)
    for altered in filter(None, found):
        assert altered.lower() != question.lower()
        assert altered[-1] == "?"
        assert altered.count(", ") == question.count(", ")
        old, new = words(question), words(altered)
        if sorted(old) == sorted(new):
            continue  # two names changed places
        same = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), len(old))
        rest = max(len(old), len(new)) - same
        behind = next(
            (n for n in range(min(len(old), len(new)) - same) if old[-1 - n] != new[-1 - n]),
            min(len(old), len(new)) - same,
        )
        assert rest - behind <= 5, (question, altered)  # the longest name, Bo Ek of Malmö
        assert len(old) - same - behind <= 4


def test_what_stands_in_the_passage_is_not_put_for_a_number_or_an_antonym() -> None:
    altering = Alteration(ASKED, [STORM], random.Random(2))
    for _ in range(30):
        year = altering._swap_number("In 1999, who won?", STORM, [])
        assert re.fullmatch(r"In \d{4}, who won\?", year or "")
        assert "1999" not in str(year)
    assert altering._antonym("What was the first storm?", STORM, []) == "What was the last storm?"
    assert altering._antonym("What was the first storm?", f"{STORM} The last one came.", []) is None
    assert altering._swap_number("In 1812, who won?", STORM, []) is None
    assert all(word in ANTONYMS[other] for word, others in ANTONYMS.items() for other in others)


def test_a_question_that_no_rule_fits_is_not_altered() -> None:
    altering = Alteration([], [], random.Random(3))
    found = {altering.alter("who so?", "It rained.", []) for _ in range(20)}
    assert found == {None}


# --- pairs ---------------------------------------------------------------------------------------


def lesson(number: int) -> Example:
    town, mayor = f"Town{number}", f"Mayor Berg{number}"
    context = (
        f"{mayor} opened the new bridge of {town} on Friday after a long wait. The people of {town} walked "
        f"over it and sang. It cost {number + 2} million, and the old bridge was closed to lorries."
    )
    asked = f"Who opened the new bridge of {town}?"
    return replace(example(number, town, asked, "qed", context), answers=((mayor, 0),))


LESSONS = [lesson(number) for number in range(12)]
LESSONS.append(example(99, "Town99", "Who sank the ship?", "qed", "No ship sank in Town99 at all."))


def test_an_answer_stands_where_the_pair_says_and_what_has_none_lacks_it() -> None:
    shares = Shares(altered=1.0, cut=1.0, found=1.0)
    made = pairs(LESSONS, shares, 1)
    assert made == pairs(LESSONS, shares, 1)
    assert made != pairs(LESSONS, shares, 2)
    by_question = {lesson.question: lesson for lesson in LESSONS}
    asked_of = {lesson.context: lesson.question for lesson in LESSONS}
    for pair in made:
        said = pair.text[pair.start : pair.end]
        assert (pair.kind == "answer") == bool(said)
        if said:
            assert said in [text for text, _ in by_question[pair.question].answers]
        if pair.kind in ("cut", "found"):
            assert not holds(pair.text, by_question[pair.question])
        if pair.kind == "found":
            (answered,) = (one for one in made if one.kind == "answer" and one.asked == pair.asked)
            assert answered.question == pair.question
        if pair.kind == "altered":
            assert pair.question != asked_of[pair.text]
    kinds = [pair.kind for pair in made]
    assert kinds.count("answer") == 12
    assert kinds.count("unanswerable") == shares.unanswerable
    assert {"altered", "cut", "found"} <= set(kinds)


def test_a_text_that_begins_with_white_space_keeps_its_answer_in_place() -> None:
    spaced = replace(LESSONS[0], context=f"  {LESSONS[0].context} ", answers=(("Mayor Berg0", 2),))
    (pair,) = pairs([spaced], Shares(altered=0, cut=0, found=0), 1)
    assert pair.text[pair.start : pair.end] == "Mayor Berg0"


# --- tokens --------------------------------------------------------------------------------------

SAID = [f"{word}{number}" for number, word in enumerate("river mill storm bridge harbour tram".split() * 20)]


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(longest=40)


@settings(deadline=None)
@given(
    count=st.integers(1, len(SAID)),
    first=st.integers(0, 119),
    length=st.integers(1, 5),
    seed=st.integers(0, 9),
)
def test_the_tokens_from_start_to_end_are_the_answer(
    tokens: Tokens, count: int, first: int, length: int, seed: int
) -> None:
    first = min(first, count - 1)
    text = " ".join(SAID[:count])
    answer = " ".join(SAID[first : min(first + length, count)])
    start = len(" ".join(SAID[:first])) + (1 if first else 0)
    pair = Pair("answer", "Which one?", "Flood:", text, start, start + len(answer))
    (made,) = tokens.features([pair], seed)
    assert tokens._tokenizer.decode(list(made.ids[made.start : made.end + 1])) == answer
    assert made.first <= made.start <= made.end < len(made.ids) - 1
    assert len(made.ids) - 1 - made.first <= 40


def test_a_pair_is_framed_as_the_reader_frames_it(tokens: Tokens) -> None:
    pair = Pair("answer", "Who won?", "Ada wins | 3 May 2020:", "Ada won by a lot.", 0, 3)
    (made,) = tokens.features([pair], 0)
    cutter = Cutter(tokenizer(), 320, 30)
    ((window,),) = cutter.cut(pair.question, [Text(pair.head, pair.text)])
    assert list(made.ids) == window.ids.tolist()
    assert made.second == window.types.tolist().index(1)
    assert made.first == window.first


def test_what_has_no_answer_points_at_the_first_token_and_is_cut_anywhere(tokens: Tokens) -> None:
    long = Pair("cut", "Who?", "", " ".join(SAID))
    cuts = {tokens.features([long], seed)[0].ids for seed in range(8)}
    assert len(cuts) > 4  # else where a text begins would tell that nothing in it answers
    (made,) = tokens.features([long], 0)
    assert (made.start, made.end) == (0, 0)
    (marks,) = tokens.features([Pair("answer", "Who?", "", "Ada \u200b won.", 4, 5)], 0)
    assert (marks.start, marks.end) == (0, 0)  # no token has what was said to answer


@given(lengths=st.lists(st.integers(3, 200), max_size=80), size=st.integers(1, 20), seed=st.integers(0, 5))
def test_every_input_is_in_one_batch_and_none_is_too_large(lengths: list[int], size: int, seed: int) -> None:
    given_ = [Features((0,) * length, 1, 2, 0, 0) for length in lengths]
    found = list(batches(given_, size, 400, seed))
    assert sorted(at for batch in found for at in batch) == list(range(len(lengths)))
    for batch in found:
        assert 1 <= len(batch) <= size
        assert len(batch) * max(lengths[at] for at in batch) <= 400
    assert found == list(batches(given_, size, 400, seed))


def test_what_is_read_for_one_question_shares_a_batch() -> None:
    draw = random.Random(0)
    items = [Features((0,) * draw.randint(5, 200), 1, 2, 0, 0, at % 50) for at in range(100)]
    for seed in range(5):
        for batch in batches(items, 10, 100_000, seed):
            assert all(count == 2 for count in Counter(items[at].asked for at in batch).values())


class Table(SpanModel):
    """Logits as they are given, for the start and the end alike."""

    def __init__(self, logits: Sequence[Sequence[float]]) -> None:
        torch.nn.Module.__init__(self)
        self.logits = torch.tensor(logits)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.logits, self.logits


def test_passages_of_one_question_are_weighed_against_each_other() -> None:
    """Over what each token has more than its passage's first, softmax over the tokens of both texts."""
    logits = [[1.0, 9.0, 9.0, 3.0, 2.0, 9.0], [0.5, 9.0, 9.0, 1.0, 4.5, 9.0]]
    right = Features((0,) * 6, 2, 3, 3, 3, 7)
    wrong = Features((0,) * 6, 2, 3, 0, 0, 7)
    device = torch.device("cpu")

    def nll(scores: Sequence[float], place: int) -> float:
        return math.log(sum(math.exp(score) for score in scores)) - scores[place]

    alone = (nll([1.0, 3.0, 2.0], 1) + nll([0.5, 1.0, 4.5], 0)) / 2
    apart = loss_of(Table(logits), [right, replace(wrong, asked=8)], device)
    assert apart.item() == pytest.approx(alone, abs=1e-5)
    shared = nll([2.0, 1.0, 0.5, 4.0], 0) / 2  # one question of two inputs
    for order in (1, -1):
        together = loss_of(Table(logits[::order]), [right, wrong][::order], device)
        assert together.item() == pytest.approx(alone + shared, abs=1e-5)
    assert loss_of(Table(logits), [wrong, wrong], device).item() > 0  # none answers: nothing is shared


# --- the run -------------------------------------------------------------------------------------


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that goes at once: a checkpoint has 180 MB."""
    with TemporaryDirectory() as name:
        yield Path(name)


class Stopping(logging.Handler):
    """Asks the process to stop as soon as something is logged, as a system does that shuts down."""

    def emit(self, record: logging.LogRecord) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_run_that_was_stopped_goes_on_as_if_it_was_not(folder: Path) -> None:
    plan, device = Plan(epochs=4, warm_up=2), torch.device("cpu")
    whole = Training(plan, folder / "whole", device)
    assert whole.run(LESSONS)
    assert whole.step == whole.steps == 4

    log, handler = logging.getLogger("qa.training.train"), Stopping()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    before = signal.getsignal(signal.SIGTERM)
    try:
        stopped = Training(plan, folder / "stopped", device)
        assert not stopped.run(LESSONS, every=1)
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
    assert stopped.step == 1
    assert signal.getsignal(signal.SIGTERM) == before

    again = Training(plan, folder / "stopped", device)
    assert again.run(LESSONS)
    assert again.step == 4
    assert again.runs == whole.runs
    weights = again.model.state_dict()
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(weight, weights[name]), name
    assert not torch.equal(stopped.model.span.weight, again.model.span.weight)
    further = Training(Plan(epochs=1, seed=1), folder / "further", device)
    further.begin_after(folder / "stopped" / "checkpoint.pt")
    assert [(run["seed"], run["taken"]) for run in further.runs] == [(0, 4), (1, 0)]
    assert torch.equal(further.model.span.weight, again.model.span.weight)
    assert further.step == 0
    assert torch.equal(
        whole.model.bert.embeddings.word_embeddings.weight, SpanModel().bert.embeddings.word_embeddings.weight
    )


def test_runs_are_averaged_and_the_card_tells_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, name in enumerate(("one", "two")):
        (folder / name).mkdir()
        tensors = {"w": np.full((2, 2), 4.0 * number, np.float16), "b": np.full(2, 1.0, np.float16)}
        save_file(tensors, folder / name / "reader.safetensors")
        runs = [{"taken": 5, "seed": 0}, {"taken": 10 * number, "seed": 1}]
        (folder / name / "training.json").write_text(json.dumps({"runs": runs}))
    assert averaging.main([str(folder / "out"), f"{folder / 'one'}=0.25", f"{folder / 'two'}=0.75"]) == 0
    mean = load_file(folder / "out" / "reader.safetensors")
    assert mean["w"].dtype == np.float16
    assert (mean["w"].tolist(), mean["b"].tolist()) == ([[3.0, 3.0], [3.0, 3.0]], [1.0, 1.0])
    told = json.loads((folder / "out" / "training.json").read_text())
    figures = {key: {"questions": 1, "answerable F1": 0.5} for key in ("tune", "dev", "dev in float32")}
    written = card(Counter(), {"sha256": "abc", **figures}, told)
    assert "5 steps (seed 0) and then 10 steps (seed 1)" in written
    assert "0.25 of that after 5 steps and 0.75 of that after 15 steps" in written
    with pytest.raises(SystemExit):
        averaging.main([str(folder / "out"), f"{folder / 'one'}=0.25", f"{folder / 'two'}=0.5"])
    assert "add up to 1" in capsys.readouterr().err


def test_what_is_exported_reads_the_same_spans(folder: Path) -> None:
    torch.manual_seed(3)
    model = SpanModel(dropout=0.0).half().float().eval()
    export(model, folder / "reader.safetensors")
    digest = hashlib.sha256((folder / "reader.safetensors").read_bytes()).hexdigest()
    told = {"sha256": digest, "window": 320, "longest_answer": 30}
    (folder / "reader.json").write_text(json.dumps(told))
    question, texts = LESSONS[0].question, [Text("Bridge:", one.context) for one in LESSONS[:3]]
    found = FastReader(folder, int8=False).read(question, texts)
    for text, reading, windows in zip(
        texts, found, Cutter(tokenizer(), 320, 30).cut(question, texts), strict=True
    ):
        read = []
        for window in windows:
            ids, types = torch.tensor(window.ids[None]), torch.tensor(window.types[None])
            with torch.inference_mode():
                start, end = model(ids, types, torch.ones_like(ids))
            logits = np.stack([start[0].numpy(), end[0].numpy()], axis=1)
            read.append(decode(logits, window.offsets, window.first, 30))
        expected = merged(text.text, read)
        assert [(span.start, span.end) for span in reading.spans] == [
            (span.start, span.end) for span in expected.spans
        ]
        assert reading.score == pytest.approx(expected.score, abs=1e-3)
        assert reading.null == pytest.approx(expected.null, abs=1e-3)
