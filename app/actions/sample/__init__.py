"""The sample vault: invented people, places and one case, made by the actions that a person uses.

Rooms below: all others. The story is data in `resources/sample`.

- Make a sample vault: `sample_vault.make`. Destroy one: `sample_vault.destroy`.
- Play the story without the mark, for a demo: `sample_vault.play`. Get its sentences: `sample_vault.list_sentences`.
- Ask if a vault is a sample: `app.actions.kernel.sample_mark.is_sample`. Nothing leaves it.
"""

__all__ = ["sample_clock", "sample_vault"]
