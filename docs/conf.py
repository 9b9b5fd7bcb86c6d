"""Sphinx configuration; the site builds offline."""

from steersman import __version__

project = "Steersman"
author = "The Steersman developers"
release = __version__
extensions = ["myst_parser"]
html_theme = "furo"
html_title = f"Steersman {__version__}"
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_show_sphinx = False
