"""How the modules of the command line add their commands to it."""

import argparse
from collections.abc import Callable
from typing import Protocol

__all__ = ["Adding", "Command", "Say"]

Say = Callable[[str], None]
Command = Callable[[argparse.Namespace, Say], int]


class Adding(Protocol):
    """Adds a command by its name, its function and what it does; returns the parser of its options."""

    def __call__(self, name: str, command: Command, text: str) -> argparse.ArgumentParser:
        """See the class."""
