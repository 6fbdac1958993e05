"""Models that read, and what they are given to read.

excerpts.py, headings.py    passages -> what is read, and under which heading
model.py             a question and texts -> the spans that answer
windows.py           as much of a text as is read at once
fast_reader.py, hub_reader.py, models.py    the built-in model, those of the hub, which one
"""

__all__: list[str] = []
