"""The list of tasks that need a person now.

Rooms below: all others.

- Get due dates, changed keys, new reports and open differences: `due_tasks.needs`.
"""

__all__ = [
    "due_tasks",
]
