"""What is kept between two runs: finished reports, and searches that were stopped. It may be gone at any time."""
