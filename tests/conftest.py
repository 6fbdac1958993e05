"""What several test files use."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import HashEncoder

from index.archive import Archive
from index.article import Article, Skipped
from index.encoder import Encoder, load_encoder
from index.intake import read_paths
from ui.settings import quiet_libraries

quiet_libraries()  # as the command line does, before torch and faiss are loaded
SEEDS = Path(__file__).parent.parent / "seeds"


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name packed bytes by their number: they hold the second, and two processes must name a test alike."""
    return f"{len(val)} packed bytes" if isinstance(val, bytes) and val.startswith(b"\x1f\x8b") else None


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def make_archive(tmp_path: Path, encoder: HashEncoder) -> Callable[..., Archive]:
    """Make an archive of articles with the hashing encoder."""

    def make(*articles: Article | Skipped, folder: str = "archive") -> Archive:
        archive = Archive.create(tmp_path / folder, encoder)
        list(archive.add(articles))
        return archive

    return make


@pytest.fixture(scope="session")
def model() -> Encoder:
    """The bundled encoder, loaded once."""
    return load_encoder()


@pytest.fixture(scope="session")
def seeds(model: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The three seeds, with the bundled encoder."""
    archive = Archive.create(tmp_path_factory.mktemp("seeds") / "archive", model)
    for outcome in archive.add(read_paths([SEEDS])):
        assert outcome.action == "added"
    return archive
