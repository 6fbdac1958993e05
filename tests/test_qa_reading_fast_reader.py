"""The built-in reading model on onnxruntime, beside torch; its weights are random here."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from index import bundled
from index.minilm import FLOATS, PRODUCTS, WORDS
from index.processor import multiplies_bytes
from qa.errors import ReaderUnavailable
from qa.reading.fast_reader import FastReader
from qa.reading.model import Reading, Text

QUESTION = "Which pact did South Korea decide to end?"
TEXTS = [
    Text("Talks over trade. 28 November 2019", "South Korea decided in August to end the pact named GSOMIA."),
    Text("", "“We don't know,” the minister said. Café e\u0301clair 東京 🇰🇷👩‍👩‍👧 naïve \u0130stanbul."),
    Text("A long one", "The river rose by three metres in the night and fell again by noon. " * 60),
    Text("Nothing", ""),
]


def _weights() -> dict[str, np.ndarray]:
    """The bundled encoder's layers, with types of tokens and a span head by chance, always the same."""
    chance = np.random.default_rng(6)
    tensors = load_file(bundled.folder() / "model.safetensors")
    kept = {
        name: tensor
        for name, tensor in tensors.items()
        if name != WORDS and tensor.dtype == np.float32 and "pooler" not in name
    }
    kept["embeddings.token_type_embeddings.weight"] = chance.normal(0, 0.02, (2, 384))
    kept["span.weight"] = chance.normal(0, 0.3, (2, 384))
    kept["span.bias"] = np.array([0.25, -0.5])
    return {name: tensor.astype(np.float16) for name, tensor in kept.items()}


def _save(folder: Path, weights: dict[str, np.ndarray], **facts: Any) -> Path:
    save_file(weights, folder / "reader.safetensors")
    digest = hashlib.sha256((folder / "reader.safetensors").read_bytes()).hexdigest()
    told = {"sha256": digest, "window": 320, "longest_answer": 30, **facts}
    (folder / "reader.json").write_text(json.dumps(told))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _save(tmp_path_factory.mktemp("weights"), _weights())


@pytest.fixture(scope="module")
def exact(folder: Path) -> FastReader:
    return FastReader(folder, int8=False)


@pytest.fixture(scope="module")
def quick(folder: Path) -> FastReader:
    return FastReader(folder, int8=True)


@pytest.fixture(scope="module")
def reference(folder: Path) -> Any:
    """The same weights in transformers' BERT."""
    import torch
    from transformers import BertConfig, BertForQuestionAnswering

    config = BertConfig.from_pretrained(str(bundled.folder()))
    model = BertForQuestionAnswering(config).eval()
    tensors = load_file(folder / "reader.safetensors")
    tensors[WORDS] = load_file(bundled.folder() / "model.safetensors")[WORDS]
    names = {name: f"bert.{name}" for name in tensors}
    names |= {"span.weight": "qa_outputs.weight", "span.bias": "qa_outputs.bias"}
    state = {names[name]: torch.tensor(tensor).float() for name, tensor in tensors.items()}
    found = model.load_state_dict(state, strict=False)
    assert not found.unexpected_keys
    assert all("position_ids" in name for name in found.missing_keys)
    return model


def _both(reader: FastReader, reference: Any) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    import torch

    for windows in reader._parts[0].cut(QUESTION, TEXTS):
        for window in windows:
            with torch.inference_mode():
                found = reference(
                    input_ids=torch.tensor(window.ids[None]), token_type_ids=torch.tensor(window.types[None])
                )
            logits = torch.stack([found.start_logits[0], found.end_logits[0]], dim=1).numpy()
            yield reader._logits(window), logits


def test_floats_give_the_references_logits(exact: FastReader, reference: Any) -> None:
    for ours, theirs in _both(exact, reference):
        assert ours.shape == theirs.shape
        assert ours.dtype == np.float32
        assert np.abs(ours - theirs).max() < 1e-3


def test_bytes_give_nearly_the_references_logits(quick: FastReader, reference: Any) -> None:
    for ours, theirs in _both(quick, reference):
        assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.97


def test_products_that_stay_floats_are_named(folder: Path, exact: FastReader, tmp_path: Path) -> None:
    all_floats = FastReader(folder, int8=True, floats=PRODUCTS)
    assert all_floats.read(QUESTION, TEXTS) == exact.read(QUESTION, TEXTS)
    named = FastReader(_save(tmp_path, _weights(), floats=sorted(PRODUCTS)), int8=True)
    assert named.read(QUESTION, TEXTS) == exact.read(QUESTION, TEXTS)
    usual = FastReader(folder, int8=True, floats=FLOATS).read(QUESTION, TEXTS)
    assert usual == FastReader(folder, int8=True).read(QUESTION, TEXTS)
    assert usual != FastReader(folder, int8=True, floats=()).read(QUESTION, TEXTS)


def test_a_product_that_is_none_is_an_error(folder: Path) -> None:
    with pytest.raises(ValueError, match="no such products: 6"):
        FastReader(folder, int8=True, floats=["6.output.dense"]).read(QUESTION, TEXTS)


def test_each_text_is_read_as_if_it_were_alone(quick: FastReader) -> None:
    together = quick.read(QUESTION, TEXTS)
    assert together == [quick.read(QUESTION, [text])[0] for text in TEXTS]
    assert quick.read(QUESTION, TEXTS[::-1]) == together[::-1]
    assert together[3].spans == ()
    assert quick.read(QUESTION, []) == []


def test_a_long_text_is_read_to_its_end(exact: FastReader) -> None:
    long = TEXTS[2]
    cut = exact._parts[0].cut(QUESTION, [long])[0]
    assert len(cut) > 1
    best = max(exact._reading(window).score for window in cut)
    assert exact.read(QUESTION, [long])[0].score == best


def _is_sound(text: str, reading: Reading) -> bool:
    quotes = [text[span.start : span.end] for span in reading.spans]
    inside = all(0 <= span.start < span.end <= len(text) for span in reading.spans)
    return inside and all(quote and quote == quote.strip() for quote in quotes) and len(quotes) <= 5


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["don't", "e\u0301", "👩‍👩‍👧", "🇰🇷", "東京", "क्षि", "\u0301", " ", "\n", "\x1f", "-", "x" * 120]
        ),
        max_size=12,
    ).map("".join),
    head=st.sampled_from(["", "Rain. 3 May 2020"]),
)
def test_a_span_is_a_stripped_part_of_its_text(quick: FastReader, text: str, head: str) -> None:
    (reading,) = quick.read("Who?", [Text(head, text)])
    assert _is_sound(text, reading)


def test_several_threads_load_and_read_at_a_time(folder: Path, quick: FastReader) -> None:
    fresh = FastReader(folder, int8=True)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda text: fresh.read(QUESTION, [text])[0], TEXTS))
    assert found == quick.read(QUESTION, TEXTS)


def test_it_says_what_it_is(folder: Path) -> None:
    reader = FastReader(folder)
    assert reader.name == "reader"
    assert reader.identity == hashlib.sha256((folder / "reader.safetensors").read_bytes()).hexdigest()
    assert reader.backend == ("onnx-int8" if multiplies_bytes() else "onnx-float32")
    assert FastReader(folder, int8=False).backend == "onnx-float32"


def _refused(folder: Path) -> str:
    with pytest.raises(ReaderUnavailable) as error:
        FastReader(folder).read("Who?", [Text("", "x")])
    message = str(error.value)
    assert "\n" not in message
    assert "install" in message
    return message


def test_missing_files_are_named(tmp_path: Path) -> None:
    assert "reader.json (No such file" in _refused(tmp_path)
    _save(tmp_path, {"span.bias": np.zeros(2, np.float16)})
    (tmp_path / "reader.safetensors").unlink()
    assert "reader.safetensors (No such file" in _refused(tmp_path)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    _save(tmp_path, {"span.bias": np.zeros(2, np.float16)})
    with (tmp_path / "reader.safetensors").open("ab") as file:
        file.write(b"\0")
    assert "reader.safetensors is not the file that reader.json names" in _refused(tmp_path)


@pytest.mark.parametrize(
    "facts",
    [
        "",
        "[]",
        "{}",
        '{"sha256": "0", "window": "wide", "longest_answer": 30}',
        '{"sha256": "0", "window": 513, "longest_answer": 30}',
        '{"sha256": "0", "window": 320, "longest_answer": 30, "floats": ["6.output.dense"]}',
    ],
)
def test_facts_that_tell_nothing_are_refused(tmp_path: Path, facts: str) -> None:
    (tmp_path / "reader.json").write_text(facts)
    assert "reader.json does not describe a reading model" in _refused(tmp_path)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    weights = {name: tensor for name, tensor in _weights().items() if not name.startswith("encoder.layer.5")}
    assert "reader.safetensors lacks 'encoder.layer.5" in _refused(_save(tmp_path, weights))
    odd = {**_weights(), "span.weight": np.zeros((2, 7), np.float16)}
    assert "onnxruntime" in _refused(_save(tmp_path, odd))


def test_no_weights_in_a_file_with_the_right_sum_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.safetensors").write_bytes(b"no tensors")
    told = {"sha256": hashlib.sha256(b"no tensors").hexdigest(), "window": 320, "longest_answer": 30}
    (tmp_path / "reader.json").write_text(json.dumps(told))
    assert "holds no weights" in _refused(tmp_path)
