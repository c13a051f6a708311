"""Rules for information about people before it leaves the vault.

Rooms below: kernel, records, vault, contacts. Every share, paper and export asks this room.

- Get the wording that consents allow for an appeal or a case: `consent_rules.read_consents`.
- Get the fields of an appeal that need another wording: `consent_rules.find_text_replacements`.
- Say which rule decides about a record, and whose yes is missing: `consent_rules.explain`, `consent_rules.say_missing`.
- List the people who must be asked again: `consent_rules.list_unasked`.
- List the people that a record is about: `consent_rules.people`.
- Warn about names of withheld people in a report: `name_check.warn_about_names`. In a text: `name_check.in_text`.
- List the names of the vault in a text: `name_check.list_known_names`.
"""

__all__ = [
    "consent_rules",
    "name_check",
]
