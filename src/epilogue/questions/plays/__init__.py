"""What real readers picked, beside what chance explains."""
