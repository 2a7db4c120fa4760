"""`make compare-footprint`: our numbers beside those of other calculators that run without a network.

`cases.py` says what is compared, `calculators/` asks each of the others in its own environment, `ours.py` asks
`manage.py calculate`, `reasons.py` says why numbers are far apart, `document.py` writes it down.
"""
