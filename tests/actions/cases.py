"""Cases of which papers are made: F1, one man who was arrested and tortured, and F8, a woman who was taken."""

from app.actions.kernel import records
from app.domain.record import Record
from app.store.vault.open_vault import Vault

ALL = ("SHARE_NETWORK", "EMBASSY", "UN", "AUTHORITIES", "REGIONAL", "MEDIA")
SECRET = ("Quetzal", "Puerto Quetzalito", "5512 3490")
"""Words of F1 that no public paper has: alias, village and telephone."""


def f1(vault: Vault, *purposes: str, form: str = "alias", state: str = "given") -> tuple[Record, Record]:
    """Return the case and the incident of an arrest with torture; the man gave a yes for `purposes`."""
    given = [{"purpose": list(purposes), "state": state, "form": form}] if purposes else []
    man, _ = records.add(vault, "actor", {
        "alias": "Quetzal", "kind": "person", "sex": "01", "age_group": "30-49", "birth_year": 1984,
        "occupational_status": ["unionist"], "defender_field": ["labour"], "consent_record": given,
        "role_words": "a man who leads a trade union",
    })  # fmt: skip
    police, _ = records.add(vault, "organisation", {"name": "National Police", "type": "police"})
    case, _ = records.add(vault, "case", {"title": "Arrests", "focal": [man.ref],
                                          "summary_open": "They asked for safe cranes."})  # fmt: skip
    by = {"type": ["010104"], "degree": "0101", "perpetrator": police.ref}
    event, _ = records.add(vault, "event", {
        "title": "Arrest", "date_start": "2026-11-20T05:30", "case": [case.ref], "danger": "now",
        "description": "They asked for Quetzal by his alias.",
        "description_open": "They took him at a gate.",
        "place": {"name": "Puerto Quetzalito", "district": "Sur", "province": "Escuintla", "country": "GT"},
        "act": [{"violation": "LIB1", "victim": man.ref, "involvement": by, "defender_link": "He led the strike."},
                {"violation": "INT2", "victim": man.ref, "method": ["0301", "0309", "0308"], "involvement": by}],
        "information": [{"connection": "0101", "independence": "independent", "stance": "supports"}],
    })  # fmt: skip
    ask(vault, case, event, "Embassy of Norland", kind=["embassy"], diplomatic=["trial"],
        care="Do not telephone 5512 3490.")  # fmt: skip
    ask(vault, case, event, "Prosecutor", kind=["0201"], asks=["inquiry"])
    return case, event


def ask(vault: Vault, case: Record, event: Record, to: str, **given: object) -> Record:
    """Return an action with requests to a body."""
    of = {"Embassy of Norland": {"type": "embassy"}, "Prosecutor": {"type": "court"}}.get(to, {})
    body, _ = records.add(vault, "organisation", {"name": to, **of})
    said = {"kind": ["0102"], "date": "2026-11-24", "follow_up_on": "2027-02-04", "addressee": body.ref, **given}
    return records.add(vault, "intervention", {"about": [case.ref, event.ref], **said})[0]


def f8(vault: Vault, form: str = "named") -> tuple[Record, Record, Record, Record]:
    """Return the case of a woman who was taken and of a man who was threatened, both incidents, and the woman."""
    found = []
    for alias, sex, role in (
        ("Heron", "02", "a woman who defends land"),
        ("Ibis", "01", "a man who defends the river"),
    ):
        yes = {"purpose": ["APPEAL_NAMED", *ALL], "state": "given", "form": form}
        found.append(records.add(vault, "actor", {"alias": alias, "sex": sex, "role_words": role,
                                                  "consent_record": [yes]})[0])  # fmt: skip
    heron, ibis = found
    case, _ = records.add(vault, "case", {"title": "Dam", "focal": [heron.ref, ibis.ref], "summary_open": "The dam."})
    source = {"independence": "independent", "reliability": "01", "stance": "supports"}
    taken, _ = records.add(vault, "event", {
        "case": [case.ref], "title": "Taken", "date_start": "2026-11-20", "danger": "now",
        "description": "Four armed men took Heron.",
        "place": {"name": "Chajul", "district": "Chajul", "province": "Quiché", "country": "GT"},
        "act": {"violation": "LIB4", "victim": heron.ref, "involvement": {"type": ["99"], "description": "Four men"}},
        "information": {**source, "connection": "0102"},
    })  # fmt: skip
    threat, _ = records.add(vault, "event", {
        "case": [case.ref], "title": "Threat", "date_start": "2026-11-21", "description_open": "Men came.",
        "place": {"name": "Nebaj", "district": "Nebaj", "province": "Quiché", "country": "GT"},
        "act": {"violation": "THR4", "victim": ibis.ref},
        "information": [{**source, "connection": code} for code in ("0101", "0402")],
    })  # fmt: skip
    for kind, to, due, given in (
        ("embassy", "Embassy of Norland", "2027-02-01", {"diplomatic": ["urgent"], "asks": ["release"]}),
        ("0201", "Prosecutor", "2027-02-02", {"asks": ["whereabouts", "release"]}),
        ("un", "Special Rapporteur", "2027-02-11", {"asks": ["inquiry"]}),
    ):  # fmt: skip
        ask(vault, case, taken, to, kind=[kind], follow_up_on=due, victim=[heron.ref], **given)
    return case, taken, threat, heron
