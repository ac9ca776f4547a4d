"""Data kept between runs: finished reports, stopped searches, the last playthroughs. It may be lost at any time."""
