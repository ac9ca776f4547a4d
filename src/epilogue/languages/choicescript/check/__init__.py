"""Names and kinds of values of a whole story."""
