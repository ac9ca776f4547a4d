"""Questions about a StateGraph, one file each: StateGraph in, frozen result out. They know no language."""
