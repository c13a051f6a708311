"""Steps of promises and demands, contexts of incidents, and losses.

Rooms below: records, the vault and the kernel. All of them are ordinary records.

- Set a new state, or make steps of old lines: `tracking.advance`, `tracking.make_steps`. Read them: `tracking.read`.
- Add up the losses of a record, or of each household: `losses.read`.
"""

__all__ = ["losses", "tracking"]
