"""Reasons to lock a vault: idle time, system signals, hold keys, the tray.

Rooms below: style, widgets. The session decides how the vault is locked; this room only reports the reason.

- Get the minutes until the automatic lock: `idle.minutes_of`.
- React to a key that is held for a second: `hold_shortcut.HeldKey`. Test a key for this: `hold_shortcut.fits`.
- Receive suspend, screen lock and a removed key file: `signals.of_this_system`. Name the reason: `signals.Reason`.
- Clear the clipboard in time: `clipboard.ClipboardClearing`.
- Show the tray icon: `tray.Tray`. Test if there is a tray: `tray.is_there`.
- Wipe the vault by its keys: `wipe_keys.Wiper`. Remove the remaining files: `wipe_keys.remove_rest`.
"""

__all__ = ["clipboard", "hold_shortcut", "idle", "signals", "tray", "wipe_keys"]
