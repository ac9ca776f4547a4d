"""ink, inkle's scripting language: source (``.ink``) and compiled stories (``.ink.json``, ``.json``)."""

from __future__ import annotations

from epilogue.languages.base import Frontend
from epilogue.languages.ink.read import main_file, read

INK = Frontend("ink", (".ink", ".json"), read, main_file)
