"""What is wrong with a story: rules, their findings, and the screen of `epilogue check`."""
