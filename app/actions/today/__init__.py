"""The list of tasks that need a person now.

Rooms below: all others.

- End the danger of an incident: `danger.end`.
- Get due dates, changed keys, new reports and open differences: `due_tasks.needs`.
"""

__all__ = [
    "danger",
    "due_tasks",
]
