"""Reading models of the hub: tiny ones with random weights, in folders. No network."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ReaderUnavailable
from qa.reading.hub_reader import HubReader
from qa.reading.model import Text

ROOT = Path(__file__).parent.parent
WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] where did it fall ? rain fell in ber ##gen . 3 may 2020 the river rose"
)
SIZES: dict[str, Any] = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}
TEXTS = [Text("Rain. 3 May 2020", "It fell in Bergen."), Text("", "The river rose. " * 40), Text("Rain", "")]


def _bert(folder: Path, kind: str = "BertForQuestionAnswering", **config: Any) -> str:
    import torch
    import transformers

    torch.manual_seed(6)
    tokenizer = transformers.BertTokenizer({word: at for at, word in enumerate(WORDS.split())})
    tokenizer.save_pretrained(folder)
    sizes = {**SIZES, "vocab_size": len(WORDS.split()), "max_position_embeddings": 64, **config}
    getattr(transformers, kind)(transformers.BertConfig(**sizes)).save_pretrained(folder)
    return str(folder)


def _roberta(folder: Path) -> str:
    import torch
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import RobertaConfig, RobertaForQuestionAnswering, RobertaTokenizer

    torch.manual_seed(6)
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(ByteLevel.alphabet())]
    tokenizer = RobertaTokenizer({word: at for at, word in enumerate(vocabulary)}, [])
    tokenizer.save_pretrained(folder)
    config = RobertaConfig(
        **SIZES, vocab_size=len(vocabulary), max_position_embeddings=66, type_vocab_size=1, pad_token_id=1
    )
    RobertaForQuestionAnswering(config).save_pretrained(folder)
    return str(folder)


MAKERS: dict[str, Callable[[Path], str]] = {"bert": _bert, "roberta": _roberta}


@pytest.fixture(scope="module", params=sorted(MAKERS))
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> HubReader:
    return HubReader(MAKERS[request.param](tmp_path_factory.mktemp(request.param)))


def test_each_text_is_read(reader: HubReader) -> None:
    short, long, empty = reader.read("Where did it fall?", TEXTS)
    assert 1 <= len(short.spans) <= 5
    assert all(0 <= span.start < span.end <= 18 for span in short.spans)
    assert max(span.end for span in long.spans) <= 16 * 40
    assert empty.spans == ()
    assert reader.read("Where?", []) == []
    assert [short] == reader.read("Where did it fall?", TEXTS[:1])


def test_a_text_longer_than_the_model_reads_is_read_in_windows(reader: HubReader) -> None:
    (windows,) = reader._cutter.cut("Where?", [TEXTS[1]])
    assert len(windows) > 1
    assert max(len(window.ids) for window in windows) == 64
    for window in windows:
        assert np.isfinite(reader._logits(window)).all()


def test_its_logits_are_those_of_the_pair_as_transformers_gives_it(tmp_path: Path) -> None:
    import torch
    from transformers import AutoTokenizer, BertForQuestionAnswering

    name = _bert(tmp_path)
    pair = AutoTokenizer.from_pretrained(name)(
        "Where did it fall?", "Rain. 3 May 2020\nIt fell in Bergen.", return_tensors="pt"
    )
    with torch.inference_mode():
        expected = BertForQuestionAnswering.from_pretrained(name).eval()(**pair)
    reader = HubReader(name)
    ((window,),) = reader._cutter.cut("Where did it fall?", TEXTS[:1])
    assert window.ids.tolist() == pair["input_ids"][0].tolist()
    logits = reader._logits(window)
    assert np.allclose(logits[:, 0], expected.start_logits[0].numpy(), atol=1e-5)
    assert np.allclose(logits[:, 1], expected.end_logits[0].numpy(), atol=1e-5)


def test_roberta_gets_its_own_special_tokens_and_no_types(tmp_path: Path) -> None:
    reader = HubReader(_roberta(tmp_path))
    ((window,),) = reader._cutter.cut("Ab", [Text("", "cd")])
    words = [reader._cutter._tokenizer.id_to_token(int(number)) for number in window.ids]
    assert words == ["<s>", "A", "b", "</s>", "</s>", "c", "d", "</s>"]
    assert window.offsets.tolist() == [[0, 1], [1, 2]]
    assert window.first == 5


@settings(deadline=None, max_examples=40)
@given(
    text=st.text(max_size=30)
    | st.lists(st.sampled_from(["don't", "e\u0301", "👍🏽", "東京", " ", "\n"]), max_size=8).map("".join)
)
def test_a_span_is_a_stripped_part_of_its_text(reader: HubReader, text: str) -> None:
    (reading,) = reader.read("Where?", [Text("Rain", text)])
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()


def test_its_identity_is_its_weights(tmp_path: Path) -> None:
    first, second = HubReader(_bert(tmp_path / "a")), HubReader(_bert(tmp_path / "b"))
    assert first.identity == second.identity
    assert first.identity != HubReader(_bert(tmp_path / "c", hidden_size=8)).identity
    assert first.name == str(tmp_path / "a")


def _refused(name: str) -> str:
    with pytest.raises(ReaderUnavailable) as error:
        HubReader(name).read("Where?", TEXTS)
    message = str(error.value)
    assert "\n" not in message
    assert repr(name) in message
    return message


def test_a_model_without_a_span_head_is_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name = _bert(tmp_path, "BertModel")
    capfd.readouterr()
    assert "is not trained to answer questions (it lacks qa_outputs." in _refused(name)
    assert capfd.readouterr().err == ""


def test_a_model_of_a_kind_that_does_not_read_is_refused(tmp_path: Path) -> None:
    from transformers import ViTConfig, ViTModel

    _bert(tmp_path)
    ViTModel(ViTConfig(**SIZES, image_size=8, patch_size=4)).save_pretrained(tmp_path)
    assert "not of a kind that answers questions" in _refused(str(tmp_path))


def test_a_tokenizer_without_offsets_is_refused(tmp_path: Path) -> None:
    from transformers import CanineConfig, CanineForQuestionAnswering, CanineTokenizer

    sizes = {**SIZES, "num_hash_buckets": 8, "num_hash_functions": 2}
    CanineForQuestionAnswering(CanineConfig(**sizes)).save_pretrained(tmp_path)
    CanineTokenizer().save_pretrained(tmp_path)
    assert "tells no offsets" in _refused(str(tmp_path))


def test_a_model_of_few_tokens_is_refused(tmp_path: Path) -> None:
    assert "reads 16 tokens only" in _refused(_bert(tmp_path, max_position_embeddings=16))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    assert "see that the folder holds a whole model" in _refused(str(tmp_path))
    _bert(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    assert "see that the folder holds a whole model" in _refused(str(tmp_path))


def test_what_is_no_name_at_all_is_refused() -> None:
    assert "give a folder, or a name of the model hub" in _refused("no/such/folder")


class _Hub(http.server.BaseHTTPRequestHandler):
    """A model hub that has nothing but what it keeps to itself."""

    def do_GET(self) -> None:
        gated = self.path.startswith("/gated")
        self.send_response(403 if gated else 404)
        self.send_header("X-Error-Code", "GatedRepo" if gated else "RepoNotFound")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _asked_elsewhere(name: str, home: Path, **environment: str) -> str:
    """What a process of its own says of a model, as the hub is set up when it is imported."""
    script = (
        "import sys\n"
        "from qa.errors import ReaderUnavailable\n"
        "from qa.reading.hub_reader import HubReader\n"
        "try:\n    HubReader(sys.argv[1]).identity\n"
        "except ReaderUnavailable as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, name],
        cwd=ROOT,
        env={**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "0", "NO_PROXY": "*", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_name_that_the_hub_does_not_know_is_refused(tmp_path: Path, hub: str) -> None:
    said = _asked_elsewhere("someone/reader", tmp_path, HF_ENDPOINT=hub)
    assert said == (
        "cannot load the reading model 'someone/reader': "
        "the model hub has none of that name, and there is no such folder\n"
    )


def test_a_model_that_the_hub_keeps_is_refused(tmp_path: Path, hub: str) -> None:
    said = _asked_elsewhere("gated/reader", tmp_path, HF_ENDPOINT=hub)
    assert said == (
        "cannot load the reading model 'gated/reader': "
        "the model hub gives it only to those it lets: log in there, or choose another\n"
    )


def test_without_a_network_a_name_is_refused(tmp_path: Path) -> None:
    said = _asked_elsewhere("someone/reader", tmp_path, HF_HUB_OFFLINE="1")
    assert said == (
        "cannot load the reading model 'someone/reader': "
        "it is not on this machine, and the model hub cannot be reached: see to the network\n"
    )
