"""Rules of submissions to UN and regional bodies: the catalogue of mechanisms, gates, clocks and the pre-flight. Pure.

Read a mechanism with `catalogue.read_mechanism`. `clocks.compute_clocks` returns its days, and `preflight.check_form`
returns what a form lacks.
"""

__all__ = ["catalogue", "clocks", "preflight"]
