"""The network of all-MiniLM-L6-v2 as an ONNX graph: BERT, the mean of its tokens, length one.

BERT: Devlin et al., 2019. The mean of the tokens: Reimers and Gurevych, 2019 (Sentence-BERT), section 3.
There is no mask and no padding: the texts of one run have the same number of tokens.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.onnx_graph import CONTRIB, Graph

__all__ = ["ENTRY", "network", "quantised"]

ENTRY = "ids"
Weights = Mapping[str, NDArray[np.float32]]

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_EPSILON = {"epsilon": 1e-12}  # config.json
# Weights in 7 bits: a u8 x s8 product of two pairs, 2 * 255 * 63, then fits the 16 bits in which AVX2 adds
# them without VNNI, so that every processor gets the same sums.
_LIMIT = 63
# These layers' second feed-forward product stays float32: its inputs reach furthest. Cosine to
# float32: 0.9923 (mean) with all in int8, 0.9949 so (docs/decisions/0010).
_FLOAT_LAYERS = frozenset({0, 1})


def network(weights: Weights, *, int8: bool) -> tuple[bytes, dict[str, NDArray[np.generic]]]:
    """Return the graph and the arrays it names.

    Args:
        weights: upstream's, by their names, float32.
        int8: the matrices of the layers as 8-bit integers, a scale for each column; what they are
            multiplied by is quantised as it comes, a scale for each text.
    """
    graph = Graph()
    state = _embeddings(graph, weights)
    for layer in range(_LAYERS):
        state = _Layer(graph, weights, layer, int8=int8).apply(state)
    (mean,) = graph.add("ReduceMean", [state], {"axes": [1], "keepdims": 0})
    (result,) = graph.add("LpNormalization", [mean], {"axis": 1, "p": 2})
    return graph.model(ENTRY, result, _WIDTH), graph.constants


def quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix as integers of -63 to 63, and the scale of each column: the column is their product."""
    scales = np.abs(matrix).max(axis=0) / np.float32(_LIMIT)
    scales[scales == 0] = 1
    return np.rint(matrix / scales).astype(np.int8), scales


def _embeddings(graph: Graph, weights: Weights) -> str:
    # All tokens are of the first type, so its vector is added to the positions' once.
    positions = weights["embeddings.position_embeddings.weight"]
    types = weights["embeddings.token_type_embeddings.weight"]
    inputs = [
        ENTRY,
        "",
        graph.constant("words", weights["embeddings.word_embeddings.weight"]),
        graph.constant("positions", positions + types[0]),
        "",
        graph.constant("embeddings.gain", weights["embeddings.LayerNorm.weight"]),
        graph.constant("embeddings.shift", weights["embeddings.LayerNorm.bias"]),
    ]
    return graph.add("EmbedLayerNormalization", inputs, _EPSILON, outputs=2, domain=CONTRIB)[0]


class _Layer:
    """One layer of BERT; the biases are added by the operation after each product."""

    def __init__(self, graph: Graph, weights: Weights, number: int, *, int8: bool) -> None:
        self._graph = graph
        self._weights = weights
        self._prefix = f"encoder.layer.{number}."
        self._int8 = int8
        self._float_down = number in _FLOAT_LAYERS

    def apply(self, state: str) -> str:
        """Return the layer's output for its input."""
        attended = self._product(self._attention(state), "attention.output.dense", int8=self._int8)
        state = self._add_and_normalise(attended, state, "attention.output")
        raised = self._product(state, "intermediate.dense", int8=self._int8)
        (active,) = self._graph.add(
            "BiasGelu", [raised, self._vector("intermediate.dense.bias")], domain=CONTRIB
        )
        lowered = self._product(active, "output.dense", int8=self._int8 and not self._float_down)
        return self._add_and_normalise(lowered, state, "output")

    def _attention(self, state: str) -> str:
        parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
        product = self._product(state, *parts, int8=self._int8)
        bias = np.hstack([self._weights[f"{self._prefix}{part}.bias"] for part in parts])
        sizes = self._graph.constant(f"{self._prefix}parts", np.full(3, _WIDTH, np.int64))
        split = self._graph.add("Split", [product, sizes], {"axis": 2}, outputs=3)
        inputs = [*split, self._graph.constant(f"{self._prefix}attention.bias", bias)]
        return self._graph.add("MultiHeadAttention", inputs, {"num_heads": _HEADS}, domain=CONTRIB)[0]

    def _product(self, state: str, *parts: str, int8: bool) -> str:
        """Multiply by the matrices of these parts, side by side."""
        name = f"{self._prefix}{parts[0]}"
        matrix = np.hstack([self._weights[f"{self._prefix}{part}.weight"].T for part in parts])
        if not int8:
            return self._graph.add("MatMul", [state, self._graph.constant(name, matrix)])[0]
        integers, scales = quantised(matrix)
        inputs = [
            state,
            self._graph.constant(name, integers),
            self._graph.constant(f"{name}.scales", scales),
        ]
        return self._graph.add("DynamicQuantizeMatMul", inputs, domain=CONTRIB)[0]

    def _add_and_normalise(self, state: str, before: str, part: str) -> str:
        names = (f"{part}.LayerNorm.weight", f"{part}.LayerNorm.bias", f"{part}.dense.bias")
        inputs = [state, before, *map(self._vector, names)]
        return self._graph.add("SkipLayerNormalization", inputs, _EPSILON, domain=CONTRIB)[0]

    def _vector(self, name: str) -> str:
        return self._graph.constant(f"{self._prefix}{name}", self._weights[f"{self._prefix}{name}"])
