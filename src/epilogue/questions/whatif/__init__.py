"""The what-if question: the nearest playthrough that ends elsewhere."""
