"""`make bench-certificates`: what a signed certificate costs beside other ways to make the same page."""
