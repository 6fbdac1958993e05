"""The network of all-MiniLM-L6-v2 as an ONNX graph: BERT, and what is made of its tokens.

The encoder takes the mean of the tokens, of length one: Reimers and Gurevych, 2019 (Sentence-BERT),
section 3. The reader gives each token two logits, to start and to end an answer: Devlin et al., 2019
(BERT), section 4.2.
There is no mask and no padding: the texts of one run have the same number of tokens.
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from index.onnx_graph import CONTRIB, Graph

__all__ = ["ENTRY", "FLOATS", "PRODUCTS", "TYPES", "WORDS", "network", "quantised", "reading_network"]

ENTRY, TYPES = "ids", "types"
WORDS = "embeddings.word_embeddings.weight"
Weights = Mapping[str, NDArray[np.float32]]
Network = tuple[bytes, dict[str, NDArray[np.generic]]]

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_EPSILON = {"epsilon": 1e-12}  # config.json
# Weights in 7 bits: a u8 x s8 product of two pairs, 2 * 255 * 63, then fits the 16 bits in which AVX2 adds
# them without VNNI, so that every processor gets the same sums.
_LIMIT = 63
_PARTS = ("attention.self", "attention.output.dense", "intermediate.dense", "output.dense")
# The products of the layers by name: "0.output.dense" is the first layer's second feed-forward product.
PRODUCTS = frozenset(f"{layer}.{part}" for layer in range(_LAYERS) for part in _PARTS)
# These stay float32 in the encoder: their inputs reach furthest. Cosine to float32: 0.9923 (mean) with all
# in int8, 0.9949 so (docs/decisions/0010).
FLOATS = frozenset({"0.output.dense", "1.output.dense"})


def network(weights: Weights, *, int8: bool) -> Network:
    """Return the encoder's graph and the arrays it names: (texts, tokens) -> (texts, width).

    Args:
        weights: upstream's, by their names, float32.
        int8: the matrices of the layers as 8-bit integers, a scale for each column; what they are
            multiplied by is quantised as it comes, a scale for each text.
    """
    graph = Graph()
    # All tokens are of the first type, so its vector is added to the positions' once.
    types = weights["embeddings.token_type_embeddings.weight"]
    positions = weights["embeddings.position_embeddings.weight"] + types[0]
    state = _embeddings(graph, weights, positions)
    state = _layers(graph, weights, state, FLOATS if int8 else PRODUCTS)
    (mean,) = graph.add("ReduceMean", [state], {"axes": [1], "keepdims": 0})
    (result,) = graph.add("LpNormalization", [mean], {"axis": 1, "p": 2})
    return graph.model([ENTRY], result, ("texts", _WIDTH)), graph.constants


def reading_network(weights: Weights, floats: Collection[str]) -> Network:
    """Return the reader's graph and the arrays it names: two of (texts, tokens) -> (texts, tokens, 2).

    It asks for the tokens' types, too: 0 for the question, 1 for what is read. The logits are those of
    an answer's first and last token.

    Args:
        weights: upstream's, trained on, with `span.weight` (2, width) and `span.bias` (2,), float32.
        floats: those of PRODUCTS that stay float32; the others are 8-bit integers, as in `network`.

    Raises:
        ValueError: there is no product of a name in `floats`.
    """
    if unknown := sorted(set(floats) - PRODUCTS):
        raise ValueError(f"no such products: {', '.join(unknown)}")
    graph = Graph()
    positions = weights["embeddings.position_embeddings.weight"]
    types = weights["embeddings.token_type_embeddings.weight"]
    state = _embeddings(graph, weights, positions, types)
    state = _layers(graph, weights, state, floats)
    (product,) = graph.add("MatMul", [state, graph.constant("span.weight", weights["span.weight"].T)])
    (result,) = graph.add("Add", [product, graph.constant("span.bias", weights["span.bias"])])
    return graph.model([ENTRY, TYPES], result, ("texts", "tokens", 2)), graph.constants


def quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix as integers of -63 to 63, and the scale of each column: the column is their product."""
    scales = np.abs(matrix).max(axis=0) / np.float32(_LIMIT)
    scales[scales == 0] = 1
    return np.rint(matrix / scales).astype(np.int8), scales


def _embeddings(
    graph: Graph, weights: Weights, positions: NDArray[np.float32], types: NDArray[np.float32] | None = None
) -> str:
    inputs = [
        ENTRY,
        "" if types is None else TYPES,
        graph.constant("words", weights[WORDS]),
        graph.constant("positions", positions),
        "" if types is None else graph.constant("embeddings.types", types),
        graph.constant("embeddings.gain", weights["embeddings.LayerNorm.weight"]),
        graph.constant("embeddings.shift", weights["embeddings.LayerNorm.bias"]),
    ]
    return graph.add("EmbedLayerNormalization", inputs, _EPSILON, outputs=2, domain=CONTRIB)[0]


def _layers(graph: Graph, weights: Weights, state: str, floats: Collection[str]) -> str:
    for layer in range(_LAYERS):
        state = _Layer(graph, weights, layer, floats).apply(state)
    return state


class _Layer:
    """One layer of BERT; the biases are added by the operation after each product."""

    def __init__(self, graph: Graph, weights: Weights, number: int, floats: Collection[str]) -> None:
        self._graph = graph
        self._weights = weights
        self._prefix = f"encoder.layer.{number}."
        self._floats = {part for part in _PARTS if f"{number}.{part}" in floats}

    def apply(self, state: str) -> str:
        """Return the layer's output for its input."""
        attended = self._product(self._attention(state), "attention.output.dense")
        state = self._add_and_normalise(attended, state, "attention.output")
        raised = self._product(state, "intermediate.dense")
        (active,) = self._graph.add(
            "BiasGelu", [raised, self._vector("intermediate.dense.bias")], domain=CONTRIB
        )
        lowered = self._product(active, "output.dense")
        return self._add_and_normalise(lowered, state, "output")

    def _attention(self, state: str) -> str:
        parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
        product = self._product(state, "attention.self", *parts)
        bias = np.hstack([self._weights[f"{self._prefix}{part}.bias"] for part in parts])
        sizes = self._graph.constant(f"{self._prefix}parts", np.full(3, _WIDTH, np.int64))
        split = self._graph.add("Split", [product, sizes], {"axis": 2}, outputs=3)
        inputs = [*split, self._graph.constant(f"{self._prefix}attention.bias", bias)]
        return self._graph.add("MultiHeadAttention", inputs, {"num_heads": _HEADS}, domain=CONTRIB)[0]

    def _product(self, state: str, part: str, *parts: str) -> str:
        """Multiply by the matrix of a part, or by those of its own parts, side by side."""
        parts = parts or (part,)
        name = f"{self._prefix}{parts[0]}"
        matrix = np.hstack([self._weights[f"{self._prefix}{part}.weight"].T for part in parts])
        if part in self._floats:
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
