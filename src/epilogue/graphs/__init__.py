"""Array algorithms on graphs in compressed sparse rows; they know nothing of stories."""
