"""All the answers about a story together, for the report and the page."""
