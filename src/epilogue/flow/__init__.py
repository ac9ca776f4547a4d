"""Control evaluated, data kept: Program and observations to FlowGraph."""
