"""What is kept between two runs: finished reports, stopped searches, the last playthroughs. It may be gone at any time."""
