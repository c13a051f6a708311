"""Find words in a finished text that its audience must not read, and replace them: pure, without a vault.

- Say what an audience may read: `leak_values.AudienceLimits`. A finding and its answer: `Finding`, `LeakAnswer`.
- Prepare the known names, aliases and places: `known_terms.KnownTerms`.
- Find: `leak_search.find_leaks`. Apply answers: `paper_texts.rewrite`. The reason to refuse one: `leak_values.refusal`.
"""
