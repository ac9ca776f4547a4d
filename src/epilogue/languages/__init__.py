"""Front-ends: one folder a language, each reading source into a Program."""
