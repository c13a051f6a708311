"""The one rule set for data that leaves: audiences, consents, rules that only narrow, and the resolver. All pure.

- Find an audience: `audiences.PROFILES`, with the old names as synonyms.
- Decide about a person or a record: `resolver.resolve`. For the records of a share, `app.domain.redact.select` asks it.
- Read the answer of a person: `consents.find_answer`.
- Name the facet of a field or a role: `facets.facet_of`, `facets.role_facet`.
- Round a date or a place: `rounding`.
- Print the tables: `table.print_tables`.
"""

__all__ = ["audiences", "consents", "facets", "narrowing", "resolver", "rounding", "table"]
