"""JavaScript expressions on the values of the IR, for languages whose expressions they are."""
