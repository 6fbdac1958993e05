"""A natural language inference model as the judge of citations."""

from functools import cached_property
from typing import Any

from qa.errors import EvaluationError
from qa.evaluation.citing import Judge, Verbatim

__all__ = ["Entailment", "load_judge"]


class Entailment:
    """A natural language inference model, by name or folder, through transformers.

    Gao et al. judge with TRUE (Honovich et al., 2022), a model of 11 billion parameters; any model
    that classifies a pair of sequences and has a label `entailment` serves here.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def _model(self) -> tuple[Any, Any, int]:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        try:
            tokenizer: Any = AutoTokenizer.from_pretrained(self.name)
            model: Any = AutoModelForSequenceClassification.from_pretrained(self.name)
        except (OSError, ValueError) as error:
            raise EvaluationError(
                f"cannot load the judge {self.name}: give a folder or a name of the model hub, with a network"
            ) from error
        labels = {str(label).lower(): int(number) for number, label in model.config.id2label.items()}
        if "entailment" not in labels:
            raise EvaluationError(
                f"{self.name} has no label 'entailment' ({', '.join(labels)}): choose another"
            )
        return tokenizer, model.eval(), labels["entailment"]

    def supports(self, premise: str, statement: str) -> bool:
        """Tell whether entailment is the likeliest of the model's labels."""
        import torch

        tokenizer, model, entailment = self._model
        room = min(tokenizer.model_max_length, model.config.max_position_embeddings)
        pair = tokenizer(premise, statement, truncation=True, max_length=room, return_tensors="pt")
        with torch.inference_mode():
            return int(model(**pair).logits[0].argmax()) == entailment


def load_judge(name: str) -> Judge:
    """Return the judge of a name: `verbatim`, else an inference model."""
    return Verbatim() if name == Verbatim.name else Entailment(name)
