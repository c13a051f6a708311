"""Pages of passphrases, recovery shares, key rotation, wiping and session notes.

Screens `session_notes_screen`, `ways_screen`, `recovery_screen`, `kept_screen`, `rotation_screen` and `wiping_screen`.
The queries are `session_notes_query`, `ways_query` and `shares_query`. Every module with `_view` in its name is a view.
A `way_fields.KeyRing` says if a page is about the keys of the vault or of the session notes.

- Show passphrases and recovery: `ways_screen.open_ways`.
- Make recovery shares: `recovery_screen.open_recovery`. Enter shares: `shares.ShareEntry`.
- Choose or change a passphrase: `passphrase_view.PassphraseView`.
- Replace the key of the vault: `rotation_screen.open_rotation`.
- Set up the wipe: `wiping_screen.open_wiping`. Listen to its keys in a window: `wiping_screen.wiper_of`.
- Ask if recovery can be offered: `ways_query.offer_due`. Never offer it again: `ways_query.put_away`.
"""

__all__ = [
    "passphrase_view",
    "recovery_screen",
    "rotation_screen",
    "shares",
    "way_fields",
    "ways_query",
    "ways_screen",
    "wiping_screen",
]
