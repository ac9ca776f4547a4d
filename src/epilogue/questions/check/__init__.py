"""The linter: rules, their findings, and the screen of `epilogue check`."""
