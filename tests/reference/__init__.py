"""inkjs as the reference engine: the node driver and its Python side."""
