"""The screens of the questions: one module a question, a pure view of its answer."""
