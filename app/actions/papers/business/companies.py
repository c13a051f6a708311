"""Papers to a company, and on economic and social rights: the letter, the file of violations, the community."""

import re
from collections.abc import Sequence

from attrs import frozen

from app.actions.casework import companies
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import find, record_of
from app.actions.outgoing.addressees import STATE
from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.paper_parts.demands import TO_YOU
from app.actions.papers.advocacy.asked import SOURCES, explain_plan, say_asked
from app.actions.papers.declared import FieldFacts, FilePaper, say, table
from app.domain.moment import first_day
from app.domain.record import Record
from app.domain.release.audiences import PROFILES
from app.domain.sheet import Block, Heading, Sheet, SheetFacts, SheetProse, filled_table
from app.domain.views import Column
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_PEOPLE = Column("people_min~people_max", Phrase("People"))
_ASK = (Column("text_open text", Phrase("Request")), *SOURCES)
_ASK_YOU = [one for one in _ASK if one is not SOURCES[1]]
"""The columns of a letter, which has no request to others."""
_OVER = ("done", "lapsed", "note")
_SEVERITY = Phrase("Numbers from 1 to 5 are our own view of the severity: 5 is the most serious.")
_EARLY = Phrase("A measurement is earlier than “Since”. Correct one of the two days.")
_NO_STATE = Phrase("not recorded for those who must act: ask us")
_COVENANT = Phrase("Covenant on Economic, Social and Cultural Rights, article")
_ARTICLES = {"union": "8", "social_security": "9", "family": "10", "food": "11", "housing": "11", "water": "11, 12",
             "health": "12", "schooling": "13", "cultural_life": "15"}  # fmt: skip
_RAISE = Phrase(
    "Please raise these facts, duties and requests with the State in your own words. Do not hand over this paper."
)
_FACTS = Phrase("Please raise these facts and duties with the State in your own words. Do not hand over this paper.")
_NOT_ADDED = Phrase("The same people can be in several rows. The numbers are not added up.")


def _head(leaving: OutgoingData, columns: Sequence[Column], kind: str) -> list[str]:
    return [column.head(leaving.kinds[kind]) for column in columns]


def _say_states(leaving: OutgoingData, one: Record) -> str:
    """Return the countries of the duty holders, of the incident, and of those who run a project."""
    wholes = leaving.linked(one, "of")
    found = [*leaving.linked(one, "duty"), *wholes, *(by for of in wholes for by in leaving.linked(of, "run_by"))]
    told = leaving.join(dict.fromkeys(said for row in found if (said := leaving.said(row, "country"))))
    return told or ("" if leaving.profile.name in ("company", "authority") else _NO_STATE)


def _is_early(one: Record) -> bool:
    """Return True if a measurement has an earlier day than the first one of the effect."""
    since, found = first_day(one.fields.get("since")), one.fields.get("readings")
    days = [_read_day(str(said).split(" ")[0]) for said in (found if isinstance(found, list) else ())]
    return since is not None and any(day is not None and day < since for day in days)


def _say_readings(leaving: OutgoingData, one: Record) -> str:
    """Return the measurements; a day is in words."""
    said = leaving.said(one, "readings")
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda at: leaving.when(at[0]) if _read_day(at[0]) else at[0], said)


def _read_day(word: str) -> int | None:
    """Return the day at the beginning of a measurement, or nothing: people write it as they like."""
    try:
        return first_day(word)
    except ValueError:
        return None


def _tell(leaving: OutgoingData, one: Record, n: int) -> list[Block]:
    """Return one effect: its facts, its words and its sources."""
    above = leaving.words["right"].parent(str(one.fields.get("right", "")))
    article = leaving.words["right"].label(above, leaving.language) if above else ""
    covenant = _ARTICLES.get(str(one.fields.get("right", "")).split(":")[-1], "")
    rows = [(Phrase("Part of"), article), (_COVENANT, covenant), *leaving.facts(one, "state", "of"),
            (_PEOPLE.label, say(leaving, one, _PEOPLE)), (Phrase("State concerned"), _say_states(leaving, one)),
            *leaving.facts(one, "since", "until", "obligation", "aaaq", "duty", "duty_holder", "scale", "scope",
                           "hard_to_mend", "likelihood"),
            (Phrase(leaving.kinds["effect"].fields["readings"].label), _say_readings(leaving, one))]  # fmt: skip
    if _is_early(one):
        leaving.warnings += (_EARLY,)
    right = leaving.said(one, "right") or leaving.title(one)
    own = leaving.profile.own
    words = (leaving.said(one, "text") if own else "") or leaving.said(one, "text_open")
    blocks: list[Block] = [
        Heading(Phrase("{n}. {title}", n=n, title=right[:1].upper() + right[1:])),
        SheetFacts(tuple(row for row in rows if row[1])),
    ]
    blocks += [SheetProse(words)] if words else []
    blocks += passages.sections(leaving, one, "remedy", "asked")
    sources = leaving.titles([*leaving.linked(one, "source"), *leaving.linked(one, "evidence")])
    said = sources or Phrase("our own records")
    return [*blocks, SheetFacts(((Phrase("Sources"), said),))]


def _list_asks(leaving: OutgoingData, found: Sequence[Record], columns: Sequence[Column] = _ASK) -> list[Block]:
    return [*table(leaving, Phrase("Our requests"), found, columns, words=say_asked), *explain_plan(found)]


def _refuse_other(leaving: OutgoingData, company: Record) -> None:
    """Raise InputRefused for a letter to a company at the level of authorities: that yes is none to a company."""
    wanted = "authority" if company.fields.get("type") in STATE.split() else "company"
    if not leaving.profile.own and leaving.profile.name != wanted:
        raise InputRefused(
            Phrase("This level is not that of the addressee: {name}.", name=leaving.title(company)),
            Phrase("Nothing was written. Choose the level “{level}”.", level=PROFILES[wanted].label),
        )


def write_letter(leaving: OutgoingData) -> Sheet:
    """Return the letter to a company. Raises InputRefused without an effect or without a request that can leave."""
    company = leaving.roots[0]
    _refuse_other(leaving, company)
    effects = companies.list_effects(leaving, company)
    # an effect brings the requests to others too: those that `also` named are to this reader
    asks = [one for one in leaving.roots if one.kind == "undertaking" and one.fields.get("status") not in _OVER]
    if not effects or not asks:
        raise InputRefused(
            "The letter needs an effect on a right and a request that may leave.",
            "Amparo wrote nothing. Add an effect to a project of the company, and a request with the company in "
            "“Made by”. An effect on people needs their consent.",
        )
    named = [said for name in ("official_title", "name") if (said := leaving.said(company, name))]
    greeting = leaving.said(company, "salutation")
    until = passages.answer_day(leaving, None)
    projects = [one for role in ("run_by", "financed_by") for one in leaving.parts(company, "context", role)]
    blocks: list[Block] = [
        SheetProse(Phrase(greeting) if greeting else Phrase("Dear Sir or Madam,")),
        SheetProse(Phrase("We are defenders of human rights. We write to you about the effects of your work on the "
                          "rights of people, and we ask you to act.")),
        *([SheetFacts(((Phrase("Projects"), leaving.titles(projects)),))] if projects else []),
    ]  # fmt: skip
    for n, one in enumerate(effects, 1):
        blocks += _tell(leaving, one, n)
    blocks += [SheetProse(_SEVERITY)] if any("scale" in one.fields for one in effects) else []
    blocks += [
        *_list_asks(leaving, asks, _ASK_YOU),
        SheetProse(Phrase("For each request, tell us if you accept it, what you do, until when, and who is "
                          "responsible. If a fact here is wrong, tell us, with your sources.")),
        passages.ask_for_answer(leaving, until), SheetProse(Phrase("Yours faithfully,")),
    ]  # fmt: skip
    title = Phrase("Effects on human rights, and our requests")
    return Sheet(title, "", tuple(blocks), passages.choose_mark(leaving, blocks), "letter", "letter",
                 tuple(map(Phrase, named)), until)  # fmt: skip


def _describe(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    name = {"context": "text_open", "event": "description_open"}.get(root.kind, "summary_open")
    return passages.section(Phrase("Background"), leaving.said(root, name))


def _need_effect(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    if not leaving.parts(root, "effect", "of"):
        raise InputRefused("This file needs an effect on a right that may leave.",
                           "Amparo wrote nothing. Add an effect. An effect on people needs their consent.")  # fmt: skip
    return []


def _close(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    until = _answer(leaving)
    asked = any(leaving.linked(one, "ask") for one in leaving.parts(root, "effect", "of"))
    said = SheetProse(_RAISE if asked else _FACTS)
    return [Heading(TO_YOU), said, passages.ask_for_answer(leaving, until)] if until else []


def _answer(leaving: OutgoingData) -> str:
    return passages.answer_day(leaving, None) if leaving.profile.name in ("un", "regional") else ""


def _list_rights(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return who lacks which right, in one table and then one by one, with the requests about it."""
    found = leaving.parts(root, "effect", "who" if root.kind == "actor" else "of")
    columns = (Column("right"), Column("obligation"), Column("who text_open", Phrase("Who lacks it")), _PEOPLE,
               Column("since"), Column("state"))  # fmt: skip
    rows = [[say(leaving, one, column) for column in columns] for one in found]
    several = len(found) > 1 or root.kind == "actor"
    blocks = filled_table(Phrase("Rights and obligations"), _head(leaving, columns, "effect"), rows if several else [])
    blocks += [SheetProse(_NOT_ADDED)] if len(found) > 1 else []
    for n, one in enumerate(found if root.kind != "actor" else (), 1):
        blocks += _tell(leaving, one, n)
    asks = {ask.id: ask for one in found for ask in leaving.linked(one, "ask")}
    return [*blocks, *_list_asks(leaving, list(asks.values()))]


def _households(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    """Return the number of households, and their losses line by line."""
    homes = leaving.parts(root, "actor", "community")
    lost = [one for who in (root, *homes) for one in leaving.parts(who, "loss", "household")]
    columns = (Column("household"), Column("harm"), Column("item"), Column("text"),
               Column("value_min~value_max", Phrase("Value")), Column("paid~"))  # fmt: skip
    rows = [[say(leaving, one, column) for column in columns] for one in lost]
    head = [SheetFacts(((Phrase("Households and people with a record"), str(len(homes))),))] if homes else []
    return [*head, *filled_table(Phrase("Losses"), _head(leaving, columns, "loss"), rows)]


def _name(leaving: OutgoingData, root: Record) -> Sequence[Block]:
    return [Heading(leaving.title(root))]


@frozen
class CommunityPaper(FilePaper):
    """The parts for each community that leaves, under its name."""

    def __call__(self, leaving: OutgoingData) -> Sheet:
        """Return the paper of the chosen communities."""
        roots = [root for root in leaving.roots if root.fields.get("kind") == "community"]
        return Sheet(self.title, "", tuple(self.fill(leaving, *roots)), leaving.mark, "sheet")


def _list_communities(vault: Vault) -> list[str]:
    return [one.id.hex() for one in find(vault, Query("actor", where=(("kind", "community"),), limit=None))]


def _also_of_company(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the effects of a company with the wholes that they are of, and the requests to it."""
    around, found = Inside(vault), list[Record]()
    for company in (record_of(vault, handle) for handle in handles):
        effects = companies.list_effects(around, company)
        found += [
            *effects,
            *(whole for one in effects for whole in around.linked(one, "of") if whole.kind == "context"),
        ]
        found += around.parts(company, "undertaking", "by")
    return [one.id.hex() for one in found]


def _also_of_community(vault: Vault, handles: Sequence[str]) -> list[str]:
    around = Inside(vault)
    roots = [record_of(vault, handle) for handle in handles]
    homes = [home for root in roots for home in around.parts(root, "actor", "community")]
    kinds = (("effect", "who"), ("loss", "household"))
    found = [one for root in (*roots, *homes) for kind, role in kinds for one in around.parts(root, kind, role)]
    return [one.id.hex() for one in (*homes, *found)]


def _also_of_whole(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the requests about the effects of a project, an incident or a case."""
    around = Inside(vault)
    effects = [one for handle in handles for one in around.parts(record_of(vault, handle), "effect", "of")]
    return [ask.id.hex() for one in effects for ask in around.linked(one, "ask")]


OUTPUTS = (
    Output("company-letter", Phrase("Letter to a company"),
           Phrase("Who we are, effects on rights with their sources, our requests, and the day of the answer."),
           write_letter, ("organisation",), profiles=("company", "authority", "internal"), also=_also_of_company),
    Output("esc-violation-file", Phrase("File on economic and social rights"),
           Phrase("Rights, obligations, who lacks what, measurements, who must act, and requests."),
           FilePaper(Phrase("Economic, social and cultural rights"), (
               FieldFacts("kind stage date_start date_end area eviction_phase run_by financed_by",
                          Phrase("The matter")),
               _need_effect,
               _describe,
               _list_rights,
               _close), _answer),
           ("context", "event", "case"), profiles=("un", "regional", "internal", "network"), also=_also_of_whole),
    Output("community-profile", Phrase("Sheets of communities"),
           Phrase("Name, people, right to the land, effects on rights, losses, and contacts."),
           CommunityPaper(Phrase("Sheets of communities"), (
               _name, FieldFacts("own_name size_min size_max area_kind tenure region languages looked_after_by"),
               _list_rights, _households), frame=(_name,),
               empty=Phrase("No community has words for this reader.")),
           ("actor",), profiles=("internal", "un", "regional"), roots=_list_communities, also=_also_of_community),
)  # fmt: skip
"""The papers of this module."""
