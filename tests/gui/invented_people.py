"""Invented contacts: their list, and the page of one as it stands with the key in each of its states."""

from attrs import evolve

from app import start
from app.domain.kinds import KINDS
from app.gui.people.people_values import PersonPage
from app.gui.people.people_view import initials, trust_badge
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.teams.members_query import MemberLine, MembersPage
from app.gui.widgets.page_values import RowView, Trust
from app.gui.widgets.rows import Row
from tests.gui.invented import GROUPS, code
from tests.gui.invented_words import said

FIELDS = KINDS["contact"].fields
_ROWS = (
    ("Heron", "Office, case lead", "es, en", Trust.VERIFIED),
    ("Kestrel", "River mission", "es", Trust.NEW),
    ("Wren", "Volunteer, Tres Ceibas", "es", Trust.VERIFIED),
    ("Northern Defence Network", "Office", "es, fr, en", Trust.VERIFIED),
    ("Lantern", "Lawyer, Lurenka", "es", Trust.CHANGED),
    ("Second Secretary", "Embassy, capital", "en", Trust.NONE),
    ("Sister Lumen", "Sierra Quime", "es", Trust.VERIFIED),
    ("Old Teacher", "Lurenka", "es", Trust.NEW),
    ("Ombuds Office", "Ansal district", "es", Trust.NONE),
)


def people(look: Look) -> tuple[Row, ...]:
    made = []
    for number, (name, second, spoken, trust) in enumerate(_ROWS):
        icon, word, _ = trust_badge(look, trust)
        tone, shown = "amb" if trust is Trust.CHANGED else "ink2", said(look, name)
        line = look.tr.line(said(look, second), spoken)
        made.append(Row(str(number), shown, second=line, initials=initials(shown), far=(icon, word), tone=tone))
    return tuple(made)


def person(look: Look, trust: Trust = Trust.NEW) -> PersonPage:
    tr = look.tr
    facts = (
        (tr(FIELDS["hours"].label), said(look, "Messenger first, then radio at 07:00 and 19:00"), ""),
        (tr(FIELDS["can_do"].label), said(look, "Call the post commander; travel within Ansal district"), ""),
        (tr("Accepted as they come"), tr("Network"), tr("The rule rests until they are verified again")),
    )
    shown = PersonPage(
        "1", said(look, "Kestrel"), tr.line(said(look, "River mission"), "CO-7K2MQ"), trust, GROUPS, code(), facts,
        parts=(("intervention", tr("Sent reports"), _sent(look)),) if trust is Trust.NEW else (), reached=True,
    )  # fmt: skip
    if trust is Trust.NONE:
        return evolve(
            shown, groups=(), code=(), second=tr.line("PE-7K2MQ", tr("In records")), facts=facts[:1], reached=False
        )
    if trust is Trust.VERIFIED:
        compared = tr("Compared {at}: the numbers match.", at=tr("today {time}", time=tr.digits("13:17")))
        came = tr("Introduced {at}", at=tr("today {time}", time=tr.digits("12:40")))
        vouches = (RowView("person", said(look, "Wren"), came, key="w"),)
        given = (tr("Tickets of yours"), tr("{spent} of {given} spent", spent=7, given=140), "")
        return evolve(shown, verified=compared, facts=(*facts[:2], given), vouches=vouches, tickets="given")
    if trust is Trust.INTRODUCED:
        late = (
            "{title}: the monthly key on this card has ended. Amparo uses the yearly key. If someone takes "
            "their computer, your messages stay readable for longer. Ask for a new card."
        )
        key = tr("The monthly key ended {at}.", at=moment_words(tr, "2026-03-02"))
        card = (tr("Card"), tr("of {at}", at=moment_words(tr, "2026-02-01")), key)
        return evolve(shown, by=said(look, "Heron"), note=tr(late, title=shown.name), facts=(*facts[:1], card))
    return shown


def _sent(look: Look) -> tuple[RowView, ...]:
    tr, words = look.tr, start.vocabularies()
    said_no = tr("Answered {date}", date=moment_words(tr, "2026-05-02"))
    titles = [words["intervention"].label(code, tr.language) for code in ("urgent_appeal", "0201")]
    return (
        RowView("send", titles[0], tr.line(moment_words(tr, "2026-04-13"), said_no), key="a"),
        RowView("send", titles[1], tr.line(moment_words(tr, "2026-04-12"), tr("No answer yet")), key="b"),
    )


def members(look: Look) -> MembersPage:
    """A desk with two members, of whom one has not answered yet, and a desk that this vault reads for itself."""
    tr = look.tr
    since = tr("Reads since {date}", date=moment_words(tr, "2026-03-14"))
    rows = (
        MemberLine("01", said(look, "Heron"), tr.line(since, tr("has the keys"))),
        MemberLine("02", said(look, "Wren"), tr.line(since, tr("the keys are on their way"))),
    )
    others = (MemberLine("03", said(look, "Sister Lumen"), tr("Verified")),)
    missing = tr("The newest keys are missing here: they have not arrived yet, or you are no longer a member.")
    return MembersPage(True, rows, others, (MemberLine("04", said(look, "Northern Defence Network"), missing),))
