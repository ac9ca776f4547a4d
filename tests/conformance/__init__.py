"""Case sets of others, run against ours."""
