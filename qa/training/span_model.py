"""The network that learns to read: the bundled encoder's layers under a span head (Devlin et al., 2019, 4.3).

The word embeddings stay as the bundled encoder has them, so that they need not be shipped twice.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index import bundled
from qa.training.features import Features

__all__ = ["SpanModel", "collate", "export", "loss_of"]

_NEGATIVE = -1e4


class SpanModel(nn.Module):
    """BERT, and two logits for each token: that the answer starts there, and that it ends there."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        folder = bundled.folder()
        config = BertConfig.from_pretrained(folder)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
        self.bert = BertModel(config, add_pooling_layer=False)
        weights = load_file(folder / "model.safetensors")
        self.bert.load_state_dict(
            {k: v for k, v in weights.items() if not k.startswith("pooler")}, strict=False
        )
        self.bert.embeddings.word_embeddings.weight.requires_grad = False
        self.span = nn.Linear(config.hidden_size, 2)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return start and end logits, each of shape (inputs, tokens)."""
        states = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        start, end = self.span(states).unbind(-1)
        return start, end


def collate(
    chosen: Sequence[Features], device: torch.device
) -> tuple[dict[str, Tensor], Tensor, Tensor, Tensor]:
    """Return inputs, which tokens may answer (inputs, tokens), and the first and last tokens that do."""
    width = max(len(item.ids) for item in chosen)
    ids = torch.zeros(len(chosen), width, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    allowed = torch.zeros(len(chosen), width, dtype=torch.bool)
    for row, item in enumerate(chosen):
        length = len(item.ids)
        ids[row, :length] = torch.tensor(item.ids)
        types[row, item.second : length] = 1
        mask[row, :length] = 1
        allowed[row, item.first : length - 1] = True
        allowed[row, 0] = True
    start = torch.tensor([item.start for item in chosen])
    end = torch.tensor([item.end for item in chosen])
    inputs = {"ids": ids.to(device), "types": types.to(device), "mask": mask.to(device)}
    return inputs, allowed.to(device), start.to(device), end.to(device)


def loss_of(model: SpanModel, chosen: Sequence[Features], device: torch.device) -> Tensor:
    """Return the mean negative log-likelihood of the start and the end, [CLS] where nothing answers.

    Where several passages are read for one question, that of the answer's start and end among the
    tokens of all of them is added (shared normalisation: Clark and Gardner, 2018, section 3.2): over
    what each has more than its passage's [CLS], which is what passages are ranked by when they are read.
    """
    inputs, allowed, start, end = collate(chosen, device)
    starts, ends = model(**inputs)
    starts, ends = (logits.masked_fill(~allowed, _NEGATIVE) for logits in (starts, ends))
    alone = (nn.functional.cross_entropy(starts, start) + nn.functional.cross_entropy(ends, end)) / 2
    shared = [(_shared(starts, rows, start) + _shared(ends, rows, end)) / 2 for rows in _together(chosen)]
    return alone + torch.stack(shared).sum() / len(chosen) if shared else alone


def _together(chosen: Sequence[Features]) -> list[list[int]]:
    """Return the rows of each question of which several passages are read, the one that answers first."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, item in enumerate(chosen):
        if item.asked is not None:
            rows[item.asked].append(row)
    ordered = [sorted(group, key=lambda row: -chosen[row].start) for group in rows.values() if len(group) > 1]
    return [group for group in ordered if chosen[group[0]].start > 0]


def _shared(logits: Tensor, rows: Sequence[int], right: Tensor) -> Tensor:
    over = logits[rows, 1:] - logits[rows, :1]
    return over.logsumexp((0, 1)) - over[0, right[rows[0]] - 1]


def export(model: SpanModel, path: Path) -> None:
    """Write what was trained, in half precision, under the names of the bundled encoder's weights."""
    state = {
        name.removeprefix("bert."): value.half().contiguous().cpu()
        for name, value in model.state_dict().items()
        if not name.endswith(("word_embeddings.weight", "position_ids", "token_type_ids"))
    }
    save_file(state, path, metadata={"format": "pt"})
