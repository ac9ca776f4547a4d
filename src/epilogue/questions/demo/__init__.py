"""The story of `epilogue demo`, and the life beside the reader's own."""
