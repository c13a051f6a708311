"""Measures the product beside what it is compared with; `python3 x.py bench` runs them all."""


class BenchError(Exception):
    """There is nothing to compare with, or what is measured does not run; the text says so in one sentence."""
