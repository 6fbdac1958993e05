"""Search by meaning, in three layers: what the base holds, less what is gone, and what is new.

- `base.py`: FAISS, written once and memory-mapped; `building.py` writes it. Nothing else imports faiss.
- `delta.py`: what came after it, in memory, exact.
- `layers.py`: both as one, the passages that are gone left out.
"""

__all__: list[str] = []
