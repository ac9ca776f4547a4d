"""Analyses that several questions share: StateGraph in, frozen result out. They know no language."""
