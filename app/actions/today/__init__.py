"""The list of tasks that need a person now.

Rooms below: all others.

- Get due dates, changed keys, new reports and open differences: `now.needs`.
"""

__all__ = ["now"]
