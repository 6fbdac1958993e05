"""Which language a text is in: the only module that imports py3langid.

It is a naive Bayes classifier over byte n-grams for 97 languages (Lui and Baldwin, 2012, "langid.py"), comes
with its model, and takes two milliseconds a text.
"""

from functools import cache
from typing import TYPE_CHECKING

from index.errors import ArchiveError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["language_of"]

_READ = 1_500  # characters: more does not change what it says of news
# Of what it is less sure of, such as a headline or a table, the language is not known. On sentences of 12
# words and more it is surer, in any language.
_SURE = 0.9


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:  # it unpacks its model into a temporary file
        raise ArchiveError(
            f"languages cannot be told ({error.strerror}): free 30 MB where temporary files are written"
        ) from error


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that a text is in; None where that cannot be told.

    Raises:
        ArchiveError: there is no room to unpack the model.
    """
    code, sureness = _identifier().classify(text[:_READ])
    return str(code) if sureness >= _SURE else None
