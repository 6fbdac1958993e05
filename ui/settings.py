"""What the environment may set. The only module that reads it."""

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Settings", "quiet_libraries"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The defaults of the command line.

    Attributes:
        archive: CITEDESK_ARCHIVE, else `.citedesk` in the working directory.
    """

    archive: Path

    @classmethod
    def read(cls) -> "Settings":
        """Read the environment."""
        return cls(archive=Path(os.environ.get("CITEDESK_ARCHIVE") or ".citedesk"))


def quiet_libraries() -> None:
    """Keep libraries from reporting on the user, from the network, and from waiting in busy loops.

    They read these when they are imported; what a user has set stays.
    """
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Torch and faiss each bring OpenMP, whose threads spin while they wait. With one other busy process
    # on two cores, encoding a question took 47 ms (median) and up to 200 ms; passive, 22 and 33 ms.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
