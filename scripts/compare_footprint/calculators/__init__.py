"""One small program per calculator: cases as JSON on standard input, {case: kg or null} on standard output.

They run in `var/compare`, apart from our own environment, and import nothing of ours but the cases.
"""
