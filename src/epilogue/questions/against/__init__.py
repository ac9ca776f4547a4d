"""What an edit did: this version of a story beside another."""
