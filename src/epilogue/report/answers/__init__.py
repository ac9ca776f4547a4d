"""What was found of each question, as plain frozen data: one module a question; views are drawn from these and nothing else."""
