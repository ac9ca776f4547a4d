"""What could have been: the nearest playthrough that ends elsewhere."""
