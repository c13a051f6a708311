"""Invented organisations: a desk that signs for one, and a member to whom a directory came and another was forged."""

from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.teams.directories_query import DirectoryPerson, OrganisationCard, OrganisationsPage
from tests.gui.invented_words import said

ROOT = " ".join(("3f9a", "04c1", "77de", "b820") * 4)


def _facts(look: Look, desk: str, verified: bool = True) -> tuple[tuple[str, str, str], ...]:
    tr = look.tr
    until = tr("Until {date}", date=moment_words(tr, "2026-07-12"))
    name = said(look, desk)
    signed = (
        tr("Signed here")
        if not desk
        else (
            tr("Signed by {name}, whom you verified", name=name)
            if verified
            else tr("Signed by {name}, whom you did not verify", name=name)
        )
    )
    return (
        (tr("Root"), ROOT, tr("Compare it with what the organisation gives out on paper.")),
        (tr("Directory"), tr.line(tr("Number {n}", n=4), until), signed),
    )


def ours(look: Look) -> OrganisationsPage:
    """A desk that signs, with two people listed and one who may be."""
    tr = look.tr
    field = tr("member")
    people = (
        DirectoryPerson("01", said(look, "Tres Ceibas desk"), tr.line(tr("desk"), tr("This vault"))),
        DirectoryPerson("02", said(look, "Heron"), tr.line(field, tr("Verified")), contact="12"),
        DirectoryPerson("03", said(look, "Wren"), tr.line(field, tr("Verified")), contact="13"),
    )
    card = OrganisationCard("aa", said(look, "Northern Defence Network"), "ours", _facts(look, ""), people)
    return OrganisationsPage((card,), True, (DirectoryPerson("14", said(look, "Sister Lumen"), tr("Verified")),))


def offered(look: Look) -> OrganisationsPage:
    """One that waits for an answer, and one whose number was signed twice."""
    tr = look.tr
    people = (
        DirectoryPerson("02", said(look, "Heron"), tr.line(tr("desk"), tr("Verified"))),
        DirectoryPerson("03", said(look, "Wren"), tr.line(tr("member"), tr("No contact yet")), may_add=True),
        DirectoryPerson("01", said(look, "Sister Lumen"), tr.line(tr("member"), tr("This vault"))),
    )
    waiting = (DirectoryPerson("03", said(look, "Wren"), tr.line(tr("desk"), tr("No contact yet"))), people[2])
    missing = (tr("Never came"), "2–3", tr("Missing numbers: lost, delayed or omitted."))
    twins = tr(
        "Number {n} was signed twice, with other people in it. Somebody else has the desk's key, or a backup of it "
        "signs too. Ask the organisation by a way you trust.", n=4,
    )  # fmt: skip
    old = tr.phrase("The directory is too old: ask the desk for a new one. It still works.")
    followed = OrganisationCard(
        "aa",
        said(look, "Northern Defence Network"),
        "followed",
        (*_facts(look, "Heron"), missing),
        people,
        (old,),
        twins,
    )
    waits = OrganisationCard("bb", said(look, "Tres Ceibas desk"), "offered", _facts(look, "Wren", False), waiting)
    return OrganisationsPage((waits, followed))
