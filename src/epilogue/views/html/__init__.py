"""The report and the page: panels drawn from answers by templates, styles and small ES modules. Everything a story says is
escaped by the templates; nothing is fetched from anywhere."""
