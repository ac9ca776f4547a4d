"""Every way a story can end, and how likely each is."""
