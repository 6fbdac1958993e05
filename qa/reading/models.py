"""Which reading model: the built-in one, or any extractive one of the hub by its name or folder."""

from qa.errors import ReaderUnavailable
from qa.reading.model import ReadingModel

__all__ = ["BUILT_IN", "load_model"]

BUILT_IN = "builtin"


def load_model(name: str = BUILT_IN) -> ReadingModel:
    """Return the reading model of a name; nothing is loaded before it reads.

    Raises:
        ReaderUnavailable: onnxruntime, on which the built-in one runs, does not load.
    """
    if name != BUILT_IN:
        from qa.reading.hub_reader import HubReader

        return HubReader(name)
    try:
        from qa.reading.fast_reader import FastReader
    except (ImportError, OSError) as error:  # not there, or made for another system
        raise ReaderUnavailable(
            f"the reader needs onnxruntime, which does not load ({_first_line(error)}): "
            "pip install --force-reinstall onnxruntime"
        ) from error
    return FastReader()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
