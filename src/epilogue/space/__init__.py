"""FlowGraph to StateGraph: every situation a reader can be in, once."""
