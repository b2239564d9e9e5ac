"""Settings of Sphinx for the documentation; ``tools/docs_site`` builds it."""

from reinstate import __version__

project = "Reinstate"
version = release = __version__
copyright = "Reinstate maintainers"  # noqa: A001 - Sphinx's name for it

extensions = ["myst_parser"]
# Links to a heading of another page are checked as links to a page are.
myst_heading_anchors = 4
highlight_language = "none"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = "Reinstate"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
# Summaries of search results are fetched, which a browser does not do for a file.
html_show_search_summary = False
