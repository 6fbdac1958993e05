"""Whether answers and sentences of several reports say the same.

agreement.py         short answers -> those that agree, those that differ
versions.py          two versions of a sentence
amounts.py, numerals.py, rounding.py   figures
days.py, names.py    what they are compared by
"""

__all__: list[str] = []
