"""The sample vault: invented people, places and one case, made by the actions that a person uses.

Rooms below: all others. The story is data in `resources/sample`.

- Make a sample vault: `sample_vault.make`. Destroy one: `sample_vault.destroy`.
- Ask if a vault is a sample: `app.actions.kernel.sample_mark.is_sample`. Nothing leaves it.
"""

__all__ = ["sample_vault"]
