"""Whether answers and sentences of several reports say the same: amounts, days, names."""
