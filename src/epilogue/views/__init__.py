"""Views: answers drawn as text, HTML, SVG and JSON. They know answers, and no question's insides."""
