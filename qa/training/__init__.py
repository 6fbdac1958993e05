"""What readers are trained on: the sources, and their splits."""
