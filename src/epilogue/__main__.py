"""``python -m epilogue``."""

from __future__ import annotations

import sys

from epilogue.cli import main

sys.exit(main())
