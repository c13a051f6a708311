"""Words and parts that all families of papers use.

Rooms below: rounds and all below it. No module here imports a family of papers.

- Greet the recipient of a letter, and write its passages: `passages.greet`, `passages.facts`.
- List the actions that were taken for a case: `deeds.list_deeds`.
- Write the arrest, the stays and the legal steps of a detention: `custody.arrest`, `custody.stays`, `custody.steps`.
- List the requests to a reader: `demands.list_requests`.
- Say a computed column of a list: `computed.COMPUTED`.
- Name those who did it, and the basis of an incident: `incident_words.say_doers`, `incident_words.say_basis`.
"""

__all__ = ["computed", "custody", "deeds", "demands", "incident_words", "passages"]
