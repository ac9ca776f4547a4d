"""Analyses that several questions share, from StateGraph to frozen results; independent of languages."""
