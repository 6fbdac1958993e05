"""ONNX graphs without weights, written as the format is: protocol buffers, a few kilobytes.

The numbers are the field numbers of onnx.proto3 (github.com/onnx/onnx, onnx/onnx.proto3), which never
change their meaning; the encoding is protobuf.dev/programming-guides/encoding.
"""

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["CONTRIB", "Attribute", "Graph"]

Attribute = int | float | Sequence[int]

# The domain of onnxruntime's own operators (its docs/ContribOperators.md).
CONTRIB = "com.microsoft"
_IR_VERSION, _OPERATORS, _CONTRIB_OPERATORS = 8, 17, 1
_TYPES = {"float32": 1, "int8": 3, "int32": 6, "int64": 7}
_FLOAT, _INT, _INTS = 1, 2, 7  # AttributeProto.AttributeType
_VARINT, _BYTES, _FIXED32 = 0, 2, 5  # wire types
_EXTERNAL = 1  # TensorProto.DataLocation
# A smaller tensor stands in the graph itself, where onnxruntime's optimiser can read it.
_INLINE = 64


class Graph:
    """A graph that grows by one operation at a time.

    Attributes:
        constants: the arrays that the graph names and does not hold; onnxruntime gets them beside it.
    """

    def __init__(self) -> None:
        self.constants: dict[str, NDArray[np.generic]] = {}
        self._nodes: list[bytes] = []
        self._tensors: list[bytes] = []

    def constant(self, name: str, array: NDArray[np.generic]) -> str:
        """Name an array; return the name."""
        array = np.ascontiguousarray(array)
        tensor = b"".join(_number(1, size) for size in array.shape)
        tensor += _number(2, _TYPES[array.dtype.name]) + _text(8, name)
        if array.size < _INLINE:
            tensor += _bytes(9, array.tobytes())
        else:
            self.constants[name] = array
            tensor += _bytes(13, _text(1, "location") + _text(2, "beside")) + _number(14, _EXTERNAL)
        self._tensors.append(tensor)
        return name

    def add(
        self,
        operator: str,
        inputs: Sequence[str],
        attributes: Mapping[str, Attribute] | None = None,
        *,
        outputs: int = 1,
        domain: str = "",
    ) -> tuple[str, ...]:
        """Add an operation; return the names of its outputs. An input "" is left out."""
        names = tuple(f"{operator}_{len(self._nodes)}_{at}" for at in range(outputs))
        node = b"".join(_text(1, name) for name in inputs) + b"".join(_text(2, name) for name in names)
        node += _text(3, names[0]) + _text(4, operator)
        for name, value in (attributes or {}).items():
            node += _bytes(5, _attribute(name, value))
        self._nodes.append(node + _text(7, domain))
        return names

    def model(self, entries: Sequence[str], result: str, shape: Sequence[int | str]) -> bytes:
        """Return the whole: each entry int32 (texts, tokens), the result float32 of a shape.

        Args:
            entries: the names of what goes in.
            result: the name of what comes out.
            shape: its sizes; one that the texts decide is a name.
        """
        graph = b"".join(_bytes(1, node) for node in self._nodes) + _text(2, "encoder")
        graph += b"".join(_bytes(5, tensor) for tensor in self._tensors)
        graph += b"".join(_bytes(11, _value(entry, "int32", ("texts", "tokens"))) for entry in entries)
        graph += _bytes(12, _value(result, "float32", shape))
        operators = _bytes(8, _number(2, _OPERATORS))
        operators += _bytes(8, _text(1, CONTRIB) + _number(2, _CONTRIB_OPERATORS))
        return _number(1, _IR_VERSION) + _bytes(7, graph) + operators


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers are ten bytes, in two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT)
    if isinstance(value, float):
        return _text(1, name) + _varint(2 << 3 | _FIXED32) + struct.pack("<f", value) + _number(20, _FLOAT)
    return _text(1, name) + b"".join(_number(8, item) for item in value) + _number(20, _INTS)


def _value(name: str, kind: str, shape: Sequence[int | str]) -> bytes:
    sizes = (_text(2, size) if isinstance(size, str) else _number(1, size) for size in shape)
    dimensions = b"".join(_bytes(1, size) for size in sizes)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, _TYPES[kind]) + _bytes(2, dimensions)))
