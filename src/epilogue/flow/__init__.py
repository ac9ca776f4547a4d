"""Partial evaluation: control is evaluated, data kept; from Program and observations to FlowGraph."""
