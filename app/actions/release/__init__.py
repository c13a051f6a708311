"""Rules for information about people before it leaves the vault.

Rooms below: kernel, records, vault, contacts. Every share, paper and export asks this room.

- Get the wording that consents allow for an appeal or a case: `agreed.of`.
- Get the fields of an appeal that need another wording: `agreed.sayable`.
- Get how an audience can be approached: `agreed.approach`.
- List the people that a record is about: `agreed.people`.
- Warn about names of withheld people in a report: `named.warning`. In a text: `named.in_text`.
"""

__all__ = ["consent_rules", "named"]
