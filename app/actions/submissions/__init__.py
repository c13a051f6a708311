"""Submissions to UN and regional bodies.

Rooms below: parts of papers, outgoing data, and all below them. Days of a form are computed each time.

- List the mechanisms, find one, or load a file with one: `mechanisms.list_mechanisms`, `mechanisms.find_by_id`,
  `mechanisms.load_mechanism`.
- List the mechanisms for a record, each with the answer of its gates: `form_facts.list_choices`.
- Begin, answer and check a form: `forms.begin`, `forms.answer`, `forms.check`. Note its sending and its reply:
  `forms.note_sent`, `forms.note_reply`.
- Read the answers of a form from outgoing data: `sources.read_answers`. Read its next days, and who may know a name:
  `form_records.list_next`, `requests.say_real_name`.
- Read the needs of a plan that a fund can read: `plan_sources.list_needs`.
"""

__all__ = ["form_facts", "form_records", "form_roots", "forms", "mechanisms", "plan_sources", "requests", "sources"]
