"""Yarn, the language of Yarn Spinner, versions 2 and 3: files (``.yarn``), folders of them and projects (``.yarnproject``)."""
