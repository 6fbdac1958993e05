"""The bundled encoder on onnxruntime, beside sentence-transformers, which is the reference."""

import logging
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import bundled
from index.encoder import SentenceTransformerEncoder, load_encoder
from index.errors import EncoderUnavailable
from index.fast_encoder import FastEncoder
from index.intake import read_paths
from index.minilm import quantised
from index.passages import encoded_text, split
from index.processor import cores, multiplies_bytes

ROOT = Path(__file__).parent.parent
ODD = [
    "",
    " \n\t",
    "[SEP] [MASK] [CLS]a[PAD]",
    "naïve café, \u0130stanbul, ﬁnance, Straße, e\u0301",
    "東京で会談 서울 العربية हिन्दी 🇰🇷👩‍👩‍👧",
    "\x00\ufffd\u200b\u00ad\u2028soft",
    "x" * 101,
    "a b " * 400,
    "-" * 300,
]


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


@pytest.fixture(scope="module")
def usual() -> FastEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, FastEncoder)
    return encoder


@pytest.fixture(scope="module", params=[True, False], ids=["int8", "float32"])
def fast(request: pytest.FixtureRequest) -> FastEncoder:
    return FastEncoder(int8=request.param)


@pytest.fixture(scope="module")
def passages(reference: SentenceTransformerEncoder) -> list[str]:
    """Every eighth passage of the seeds and of Newsdesk, as it is encoded."""
    articles = read_paths([ROOT / "seeds", ROOT / "tests" / "data" / "newsdesk" / "articles"])
    return [
        encoded_text(article.title, article.text[start:end])
        for article in articles
        for start, end in split(article, reference.count, reference.window)
    ][::8]


def _ids(reference: SentenceTransformerEncoder, texts: list[str]) -> list[list[int]]:
    """What the reference gives its model, its padding taken away."""
    features = reference._model.preprocess(texts)
    masks = features["attention_mask"].bool()
    return [ids[mask].tolist() for ids, mask in zip(features["input_ids"], masks, strict=True)]


def test_odd_texts_become_the_same_tokens(usual: FastEncoder, reference: SentenceTransformerEncoder) -> None:
    assert usual._tokens(ODD) == _ids(reference, ODD)
    assert usual.count(ODD) == reference.count(ODD)
    assert max(map(len, usual._tokens(ODD))) == usual.window == 256


@settings(deadline=None, max_examples=80)
@given(texts=st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_becomes_the_same_tokens(
    usual: FastEncoder, reference: SentenceTransformerEncoder, texts: list[str]
) -> None:
    assert usual._tokens(texts) == _ids(reference, texts)
    assert usual.count(texts) == reference.count(texts)


def test_passages_have_nearly_the_references_vectors(
    fast: FastEncoder, reference: SentenceTransformerEncoder, passages: list[str]
) -> None:
    cosines = (fast.encode(passages) * reference.encode(passages)).sum(axis=1)
    if fast.backend == "onnx-float32":
        assert cosines.min() > 0.99999
    else:  # measured on 16,000 passages: docs/decisions/0010
        assert cosines.mean() > 0.99
        assert cosines.min() > 0.97


def test_a_vector_does_not_depend_on_its_neighbours(fast: FastEncoder, passages: list[str]) -> None:
    texts = [*passages[:6], "Rain.", "", passages[0], "word " * 2000]
    rows = fast.encode(texts)
    assert rows.dtype == np.float32
    assert rows.shape == (10, fast.dimension)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows, np.vstack([fast.encode([text]) for text in texts]))
    assert np.array_equal(rows[::-1], fast.encode(texts[::-1]))


def test_more_texts_than_are_held_at_once_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = FastEncoder()
    texts = [f"{'river ' * (number % 5)}{number}" for number in range(20)]
    whole = fast.encode(texts)
    monkeypatch.setattr("index.fast_encoder._CHUNK", 3)
    assert np.array_equal(fast.encode(texts), whole)


def test_nothing_is_encoded_of_nothing(fast: FastEncoder) -> None:
    assert fast.encode([]).shape == (0, 384)
    assert fast.count([]) == []


def test_several_threads_load_and_encode_at_a_time() -> None:
    fast = FastEncoder()
    texts = [f"The river rose by {number} metres." for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: fast.encode([text, text])[0], texts * 3))
    assert np.array_equal(np.vstack(found), np.vstack([fast.encode(texts)] * 3))


def test_each_backend_says_what_it_is(reference: SentenceTransformerEncoder) -> None:
    encoders = (FastEncoder(int8=True), FastEncoder(int8=False), reference)
    assert [encoder.backend for encoder in encoders] == ["onnx-int8", "onnx-float32", "torch-float32"]
    assert len({encoder.identity for encoder in encoders}) == 1
    assert load_encoder().backend == ("onnx-int8" if multiplies_bytes() else "onnx-float32")


def test_another_name_is_the_references() -> None:
    assert isinstance(load_encoder("a/b"), SentenceTransformerEncoder)


def test_without_onnxruntime_the_reference_serves(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for module in ("index.fast_encoder", "index.inference"):
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with caplog.at_level(logging.WARNING):
        encoder = load_encoder()
    assert isinstance(encoder, SentenceTransformerEncoder)
    (record,) = caplog.records
    assert "encoding with torch" in record.getMessage()


def test_damaged_weights_are_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "damaged_weights"
    shutil.copytree(bundled.folder(), package / "model")
    (package / "__init__.py").write_text("")
    with (package / "model" / "model.safetensors").open("r+b") as weights:
        weights.seek(5_000_000)
        weights.write(b"\x7f")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(bundled, "_PACKAGE", "damaged_weights")
    with pytest.raises(
        EncoderUnavailable, match=r"model\.safetensors is not the published file: pip"
    ) as error:
        FastEncoder().encode(["x"])
    assert "\n" not in str(error.value)


def test_a_graph_that_is_refused_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.fast_encoder.network", lambda *_, **__: (b"no graph", {}))
    with pytest.raises(EncoderUnavailable, match="pip install --upgrade onnxruntime") as error:
        FastEncoder().encode(["x"])
    assert "\n" not in str(error.value)


def test_columns_are_quantised_to_seven_bits() -> None:
    matrix = np.array([[63.0, 0.0, -1.0], [-31.0, 0.0, 0.25]], np.float32)
    integers, scales = quantised(matrix)
    assert integers.tolist() == [[63, 0, -63], [-31, 0, 16]]
    assert scales.tolist() == [1.0, 1.0, np.float32(1 / 63)]


@pytest.mark.parametrize(
    ("quota", "expected"), [("100000 100000", 1), ("150000 100000", 2), ("max 100000", None), ("", None)]
)
def test_a_containers_quota_bounds_the_threads(tmp_path: Path, quota: str, expected: int | None) -> None:
    plain = cores(tmp_path / "none")
    (tmp_path / "cpu.max").write_text(quota)
    assert cores(tmp_path) == (min(plain, expected) if expected else plain) >= 1


def test_indexing_and_asking_load_no_torch(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from ui.cli import main\n"
        "status = main(sys.argv[1:])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'pandas'}\n"
        "heavy |= {'scipy', 'datasketch', 'trafilatura', 'feedparser'} if sys.argv[1] == 'ask' else set()\n"
        "sys.exit(status or ','.join(heavy & set(sys.modules)) or 0)"
    )
    archive = str(tmp_path / "archive")
    for command in (["index", "seeds"], ["ask", "When was the statue installed?"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *command, "--archive", archive],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert "2011" in done.stdout
