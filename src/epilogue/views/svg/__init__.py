"""Drawings of answers: layout on the sheet, and output as SVG, DOT or Mermaid. Pure views; nothing is computed here."""
