"""Steps of promises and demands, contexts of incidents, losses, and questions about patterns.

Rooms below: records, the vault and the kernel. Each is an ordinary record, and session notes are in their own vault.

- Set a new state, or make steps of old lines: `tracking.advance`, `tracking.make_steps`. Read them: `tracking.read`.
- Add up the losses of a record, or of each household: `losses.read`.
- Ask if a treaty binds a State: `treaty_answers.find_bound`, `treaty_answers.read_fact`.
- Add a document with its numbered items: `library.load_plan`, `library.load_file`. Check them: `library.list_items`.
- Add the demands of the Plan of Action: `demands.add_demands`. Count their states: `demands.read_scorecard`.
- Compare names that a company asks about: `vetting.check_names`. Let companies get an answer: `vetting.allow_answers`.
- Read owners, parts, projects, effects and requests of a company on a day: `companies.read_tree`.
- Ask about acts that might belong together, and keep an answer: `pattern_search.find`, `pattern_search.answer`.
- Write or list session notes about a person: `session_notes.add`, `session_notes.list_notes`.
"""

__all__ = [
    "companies", "demands", "library", "losses", "pattern_search", "session_notes", "tracking", "treaty_answers",
    "vetting",
]  # fmt: skip
