"""Rules for information about people before it leaves the vault.

Rooms below: kernel, records, vault, contacts. Every share, paper and export asks this room.

- Get the wording that consents allow for an appeal or a case: `consent_rules.read_consents`.
- Get the fields of an appeal that need another wording: `consent_rules.find_text_replacements`.
- Say which rule decides about a record, and whose yes is missing: `consent_rules.explain`, `consent_rules.say_missing`.
- List the people who must be asked again: `consent_rules.list_unasked`.
- Copy an original out of the vault: `evidence_copies.allow`, then `copy_out` and `note_copy`.
- Make and check working copies: `working_copies.make`, `check`. List them: `copy_records.list_copies`. Say before and
  after the save why a copy cannot leave: `evidence_copies.list_refusals`, `warn_refusals`.
- Say what a present copy hides and a new one does not: `copy_records.list_present`.
- Show lines of custody with a shared file: `custody_shown.share`, `keep`. Tell them on paper: `custody_told.tell`.
- List the people that a record is about: `consent_rules.people`.
- Check outgoing texts with the answers: `leak_check.check_paper`, `check_records`, `check_texts`. Let nothing
  leave without answers: `LeakReport.need_answers`, `leak_check.let_leave`. Remember that words are no name:
  `leak_check.remember_answers`.
- Compare with the real names while they are open, and with their tags later: `known_names.open_names`, `close_names`.
- Say the real names of people who agreed, and log them: `released_names.OpenNames`, `put_names`, `log_shown`.
"""

__all__ = [
    "consent_rules",
    "copy_records",
    "custody_shown",
    "custody_told",
    "evidence_copies",
    "known_names",
    "leak_check",
    "leak_limits",
    "released_names",
    "working_copies",
]
