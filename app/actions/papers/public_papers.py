"""Papers for the public, and the sheet that explains consent to a person.

A public paper contains only facts with a consent for the media. It has the number of sources, never a source.
"""

from collections.abc import Mapping, Sequence

from app.actions.outgoing.outgoing_data import OutgoingData
from app.actions.outgoing.output import OfThisVault, Output
from app.actions.papers import passages
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_LEAST = Phrase("We ask the authorities to protect the people concerned.")
"""The request of a public paper without a demand for other eyes."""
_FOUNDED = ("corroborated", "verified", "judgment")


def case_sheet(leaving: OutgoingData) -> Sheet:
    """Return the sheet of a case for the public."""
    return _public(leaving, Phrase("Case of a defender of human rights"), [])


def press_release(leaving: OutgoingData) -> Sheet:
    """Return a press release, with the notes for editors at its end."""
    opening = SheetProse(Phrase("Press release. It may be published at once."))
    return _public(leaving, Phrase("Press release"), [opening])


def _public(leaving: OutgoingData, title: str, opening: Sequence[Block]) -> Sheet:
    wholes = [root for root in leaving.roots if root.kind in ("case", "event")]
    leaving.need_consent(*wholes)
    events = passages.list_events(leaving)
    if not events:
        passages.refuse_without_fact(leaving, wholes)
    blocks: list[Block] = [
        *opening,
        *passages.list_people(leaving, [*wholes, *events]),
        *passages.facts(leaving, events),
    ]
    for whole in wholes:
        blocks += passages.section(Phrase("Background"), leaving.said(whole, "summary_open"))
    demands = [one for one in leaving.of_kind("undertaking") if one.fields.get("kind") in ("demand", "recommendation")]
    said = tuple(dict.fromkeys(filter(None, (leaving.said(one, "text_open") for one in demands))))
    blocks += [Heading(Phrase("We ask for this")), Items(said or (_LEAST,), True)]
    return Sheet(
        title, passages.say_subject(leaving, events), (*blocks, *_notes(leaving, events)), leaving.mark, "sheet"
    )


def _notes(leaving: OutgoingData, events: Sequence[Record]) -> list[Block]:
    """Return the notes for editors: the numbers of sources and of confirmed facts, and the method."""
    n = sum(leaving.number(one, "information") for event in events for one in (event, *leaving.parts(event, "act")))
    founded = sum(leaving.verdict(event) in _FOUNDED for event in events)
    rows = (
        (Phrase("Sources"), leaving.tallies.told(n)),
        (Phrase("Confirmed facts"), Phrase("{n} of {all}", n=founded, all=len(events))),
        (Phrase("Method"), Phrase("A fact is confirmed if at least two independent sources support it.")),
        (Phrase("Names and places"), Phrase("The people concerned agreed to all that we publish. Times and "
                                            "places are wide to protect them.")),
    )  # fmt: skip
    return [Heading(Phrase("Notes for editors")), SheetFacts(rows)]


# The sheet for a person.


PURPOSES: Mapping[str, tuple[Phrase, Phrase]] = {
    "STORE": (Phrase("We keep your story on our device."), Phrase("Only our team can read it.")),
    "USE_STATS": (Phrase("We count your case in numbers."), Phrase("A number shows no name.")),
    "SHARE_NETWORK": (Phrase("Other organisations that we trust read your story."),
                      Phrase("They can help you, and they keep a copy.")),
    "SHARE_RELAY": (Phrase("A locked packet with your story goes through the internet."),
                    Phrase("The carriers cannot open it.")),
    "APPEAL_NAMED": (Phrase("People who can help read your story in an urgent appeal."),
                     Phrase("They can speak to the authorities about you.")),
    "UN": (Phrase("Experts of the United Nations read your story."), Phrase("They can ask the Government about it.")),
    "UN_TO_GOV": (Phrase("The United Nations can give your name to the Government."),
                  Phrase("The Government then knows that you spoke.")),
    "UN_PUBLIC": (Phrase("Your name can be in public reports of the United Nations."),
                  Phrase("Everyone can read them, for ever.")),
    "EMBASSY": (Phrase("Diplomats of other countries read your story."),
                Phrase("They can visit you, or speak to the Government about you.")),
    "REGIONAL": (Phrase("A regional court or commission reads your story."),
                 Phrase("It can order measures, and the State reads the papers.")),
    "AUTHORITIES": (Phrase("Authorities of this country read your story."),
                    Phrase("They can act for you, and they know that you spoke.")),
    "COURT": (Phrase("A court of this country reads your story."),
              Phrase("The other side can read it too, and you can be asked to speak.")),
    "ICC_UJ": (Phrase("The International Criminal Court, or a court abroad, reads your story."),
               Phrase("It can take years, and you can be asked to speak.")),
    "MEDIA": (Phrase("Newspapers, radio and the internet can tell your story."),
              Phrase("We cannot take it back afterwards.")),
    "DONOR": (Phrase("Our donors read about the case."), Phrase("They never get your name.")),
    "REFERRAL": (Phrase("A doctor, a lawyer or a shelter reads the facts that they need to help you."),
                 Phrase("They can contact you.")),
    "IMAGE": (Phrase("We show a picture of you."), Phrase("People can know you again.")),
    "LOCATION": (Phrase("We say exactly where it happened."), Phrase("People can guess who you are.")),
    "RESEARCH": (Phrase("Researchers read your story without your name."), Phrase("They can publish their results.")),
    "DIRECTORY": (Phrase("Your name is in a list of people who help others."),
                  Phrase("People that you do not know can call you.")),
}  # fmt: skip
"""The purposes of a consent, each with the readers and the possible result."""


def consent_sheet(vault: Vault) -> Sheet:
    """Return the sheet to read aloud to a person or to leave with them: no name, no case, no promise."""
    rights = (
        Phrase("You can say no to all of it, or to a part. We help you all the same."),
        Phrase("You choose the form: your name, another name, or no name."),
        Phrase("You can change your answer on any day. Tell us, and we stop at once."),
        Phrase("We then ask the readers to destroy their papers. We cannot take back published papers."),
        Phrase("We cannot promise that it helps, or that you stay safe."),
    )  # fmt: skip
    rows = tuple(Phrase("{who} {what}", who=who, what=what) for who, what in PURPOSES.values())
    blocks: tuple[Block, ...] = (
        SheetProse(Phrase("We are defenders of human rights. We ask you before another person reads your story.")),
        Heading(Phrase("Your rights")), Items(rights), Heading(Phrase("We ask you about each of these separately")),
        Items(rows, True), Heading(Phrase("How to reach us")),
        SheetProse(Phrase("Choose a way with us that is safe for you. Destroy this sheet if it puts you in danger.")),
    )  # fmt: skip
    return Sheet(Phrase("Your story, your choice"), "", blocks, Phrase("For you. It has no name and no case."), "sheet",
                 "script")  # fmt: skip


OUTPUTS = (
    Output("public-case-sheet", Phrase("Case sheet for the public"),
           Phrase("The facts that the people agreed to publish, and your request."),
           case_sheet, ("case", "event"), profiles=("public",)),
    Output("press-release", Phrase("Press release"),
           Phrase("The same facts for newspapers and radio, with notes for editors."),
           press_release, ("case", "event"), profiles=("public",)),
    Output("consent-sheet", Phrase("Consent, explained to a person"),
           Phrase("To read aloud or to leave with a person. It has no name and no case."),
           OfThisVault(consent_sheet), profiles=("internal",)),
)  # fmt: skip
"""The papers of this module."""
