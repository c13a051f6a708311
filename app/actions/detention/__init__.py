"""Detained people: places on each day, gaps and doubts, access, time limits of the law; legal steps about any act.

Rooms below: records, the vault and the kernel. Stays and access are ordinary records. The rest is computed each time.

- List the people in detention on a day: `register.list_held`.
- Check one detention with its stays, gaps, access and time limits: `register.check`.
- Read the detentions of the arrests of an incident, and begin one: `arrests.read`, `arrests.begin`.
- Record the disappearance that a detention can be: `disappearance.record`.
- List or load time limits: `time_limits.list_limits`, `time_limits.load_limits`. List the pressing ones:
  `time_limits.list_pressing`.
- Read the three sides of an act, incident, case or detention: `legal_steps.read_proceedings`.
"""

__all__ = [
    "arrests",
    "disappearance",
    "legal_steps",
    "register",
    "time_limits",
]
