"""Speed and size of the dashboard, measured in a real browser and printed as a table: `make bench`.

Not a test: a number depends on the machine it was measured on. Medians, and ratios to the targets, are for reading.
"""
