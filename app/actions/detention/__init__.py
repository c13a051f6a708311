"""Detained people: where each one is on a day, gaps and doubts, access, and time limits of the law.

Rooms below: records, the vault and the kernel. Stays and access are ordinary records; nothing computed is stored.

- List the people in detention on a day: `register.list_held`.
- Check one detention with its stays, gaps, access and time limits: `register.check`.
- List or load time limits: `time_limits.list_limits`, `time_limits.load_limits`. List those that need a person now:
  `time_limits.list_pressing`.
"""

__all__ = [
    "register",
    "time_limits",
]
