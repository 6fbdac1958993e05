"""What readers are trained on: the sources, and their splits."""

__all__: list[str] = []
