"""Any extractive question answering model of the hub, through transformers and torch."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import ReaderUnavailable
from qa.reading.model import Reading, Text, decode
from qa.reading.windows import Cutter, Window, read_windows

__all__ = ["HubReader"]

# As such models are trained: Devlin et al.'s run_squad.py and its successors.
_WINDOW, _LONGEST = 384, 30
_LEAST_WINDOW = 32


class HubReader:
    """A model with a span head, by its name on the hub or its folder; code of its own is not run.

    Its null answer stands at the first token, as of models trained on SQuAD 2.0 (Rajpurkar et al., 2018).

    Raises (on first use):
        ReaderUnavailable: there is no such model or no way to it, it has no span head, or its tokenizer
            gives no offsets.
    """

    backend = "torch-float32"

    def __init__(self, name: str) -> None:
        """Load nothing yet."""
        self.name = name

    @cached_property
    def identity(self) -> str:
        """The SHA-256 of the weights."""
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().numpy().tobytes())
        return digest.hexdigest()

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Return a reading for each text, in their order."""
        return read_windows(self._cutter, question, texts, self._read)

    def _read(self, windows: list[Window]) -> list[Reading]:
        return [self._reading(window) for window in windows]

    def _reading(self, window: Window) -> Reading:
        return decode(self._logits(window), window.offsets, window.first, _LONGEST)

    def _logits(self, window: Window) -> NDArray[np.float32]:
        import torch

        inputs = {"input_ids": torch.tensor(window.ids[None])}
        # RoBERTa knows one type of token, and DistilBERT none.
        if getattr(self._model.config, "type_vocab_size", 0) > window.types.max():
            inputs["token_type_ids"] = torch.tensor(window.types[None])
        with torch.inference_mode():
            found = self._model(**inputs)
        logits: NDArray[np.float32] = torch.stack([found.start_logits[0], found.end_logits[0]], dim=1).numpy()
        return logits

    @cached_property
    def _cutter(self) -> Cutter:
        from transformers import AutoTokenizer

        try:
            tokenizer: Any = AutoTokenizer.from_pretrained(self.name, trust_remote_code=False)
        except Exception as error:  # as many kinds as there are files and libraries that read them
            raise self._unavailable(error) from error
        if not tokenizer.is_fast:
            raise ReaderUnavailable(
                f"the tokenizer of {self.name!r} tells no offsets, so nothing could be quoted: "
                "choose a model with a tokenizer.json"
            )
        backend = tokenizer.backend_tokenizer
        backend.no_padding()
        backend.no_truncation()
        window = min(_WINDOW, tokenizer.model_max_length, self._positions)
        if window < _LEAST_WINDOW:
            raise ReaderUnavailable(f"{self.name!r} reads {window} tokens only: choose another model")
        try:
            return Cutter(backend, window, _LONGEST)
        except ValueError as error:
            raise ReaderUnavailable(f"{self.name!r} has {error}: choose another model") from error

    @cached_property
    def _model(self) -> Any:
        import torch
        from transformers import AutoModelForQuestionAnswering

        try:
            with _quietly():
                model, told = AutoModelForQuestionAnswering.from_pretrained(
                    self.name, output_loading_info=True, trust_remote_code=False, dtype=torch.float32
                )
        except Exception as error:  # as above
            raise self._unavailable(error) from error
        if told["missing_keys"] or told["mismatched_keys"]:
            raise ReaderUnavailable(
                f"{self.name!r} is not trained to answer questions (it lacks "
                f"{min(map(str, told['missing_keys'] or told['mismatched_keys']))}): "
                "choose a model for extractive question answering"
            )
        return model.eval()

    @property
    def _positions(self) -> int:
        """The most tokens for which the model has positions; those of RoBERTa begin behind its padding."""
        count = getattr(self._model.config, "max_position_embeddings", None) or _WINDOW
        for name, module in self._model.named_modules():
            if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
                return int(count) - int(module.padding_idx) - 1
        return int(count)

    def _unavailable(self, error: Exception) -> ReaderUnavailable:
        return ReaderUnavailable(f"cannot load the reading model {self.name!r}: {self._why(error)}")

    def _why(self, error: Exception) -> str:
        from huggingface_hub import errors as hub

        causes = _causes(error)
        first = next(iter(str(error).splitlines()), type(error).__name__)
        if any(isinstance(cause, hub.GatedRepoError) for cause in causes):
            return "the model hub gives it only to those it lets: log in there, or choose another"
        if any(isinstance(cause, hub.RepositoryNotFoundError) for cause in causes):
            return "the model hub has none of that name, and there is no such folder"
        if any(
            isinstance(cause, (hub.LocalEntryNotFoundError, hub.OfflineModeIsEnabled)) for cause in causes
        ):
            return "it is not on this machine, and the model hub cannot be reached: see to the network"
        if "Unrecognized configuration class" in first:
            return "it is not of a kind that answers questions: choose one for extractive question answering"
        if not Path(self.name).is_dir():
            return f"{first}: give a folder, or a name of the model hub"
        return f"{first}: see that the folder holds a whole model"


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep transformers from drawing progress, and from reporting what our error says in one line."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    level = logging.get_verbosity()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(level)


def _causes(error: BaseException | None) -> list[BaseException]:
    causes = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes
