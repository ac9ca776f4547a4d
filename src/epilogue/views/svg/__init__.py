"""Drawings of answers: where things stand on the sheet, and as SVG, DOT or Mermaid. Pure views; nothing is worked out here."""
