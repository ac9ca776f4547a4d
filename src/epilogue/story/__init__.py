"""A story: loaded with its settings, searched, played and told."""
