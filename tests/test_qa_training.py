"""The reading data and its splits: nothing is asked twice, and nothing of the dev file is trained on."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.reading import normalise
from qa.evaluation.squad import read_questions
from qa.training.sources import Example, examples, join_words
from qa.training.splits import SPLITS, main, split, to_squad


def example(number: int, article: str, question: str, source: str = "one", context: str = "") -> Example:
    return Example(str(number), source, article, context or f"Text {number} of {article}.", question)


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
