"""Search: from FlowGraph to StateGraph, every state once."""
