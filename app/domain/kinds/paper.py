"""The register of papers: one row for each copy of a paper that was made, with its state and recipient."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Group, Home, Kind, Role

_ABOUT = (
    "actor", "contact", "event", "case", "mission", "meeting", "undertaking", "intervention", "interview",
    "accompaniment", "appeal", "alert", "checkin_plan", "network", "body", "risk_assessment", "security_incident",
    "security_plan", "organisation", "evidence_item", "detention", "access", "submission", "relocation",
    "act", "pattern", "context", "document", "programme", "budget_line", "grant", "offer", "support_plan",
)  # fmt: skip
"""The kinds with papers, and the people in a paper."""

PAPER = Kind(
    name="paper",
    number=48,
    prefix="PA",
    label="Paper made",
    plural="Papers made",
    level=Level.R,
    icon="files", home=Home("library", "made"), steps=("given",),
    registered=("to", "to_text", "way", "given_on", "state", "state_on", "answer"),
    empty_title="No papers yet", empty_text="Amparo lists each paper here when you save it.",
    date="made_on",
    title=("paper", "to", "to_text", "about"),
    columns=("reference", "state", "audience"),
    own=(
        Field("reference", "Reference", required=True, help="The reference in the head of the paper."),
        Field("paper", "Paper", help="The name of the paper in English."),
        Field("output", "Name for commands", required=True, help="The name of the paper in the command line."),
        Field("audience", "Readers", required=True, help="The readers for whom it was made."),
        Field("language", "Language", help="The language of the paper."),
        Field("form", "Format", help="The ending of the file."),
        Field("made_on", "Made on", Type.DATE, required=True, help="The day in UTC."),
        Field("copy", "Copy", Type.WHOLE, low=1, high=99, at_most="copies", help="The number of this copy."),
        Field("copies", "Copies", Type.WHOLE, low=1, high=99, help="The number of copies that were made together."),
        Field("check", "Check line", help="A reader tells you only the number of the paper. Read this line to them."),
        Field("sha256", "SHA-256 of the file", Type.HASH, help="Amparo knows the file again by it."),
        Field("pieces", "Hashes of pieces", Type.ROWS, help="Amparo finds a changed file by it."),
        Field("leaks", "Leak check", Type.ROWS, help="Class, answer, reason and number of places, without the words."),
        Field("names_checked", "Real names checked", help="The state of the real names in the leak check."),
        Field("consents", "Consents", Type.ROWS, help="Each person in the paper, with purpose and form of the name."),
        Field("reader", "Second reader", help="The person who read it before you saved it, and agreed."),
        Field("read_on", "Read on", Type.DATE, help="The day when the second reader read it."),
        Field("follows", "Continues paper", help="The reference of the earlier paper."),
        Field("to_text", "Given to", help="A recipient who is not in this vault."),
        Field("way", "Way", Type.CODE, "paper_way", help="The way to the recipient."),
        Field("given_on", "Given out on", Type.DATE, help="The day when the recipient got it."),
        Field("state", "Status", Type.CODE, "paper_state", help="What happened to it since."),
        Field("state_on", "State since", Type.DATE, help="The day of the last answer or notice."),
        Field("answer", "Answer", Type.PROSE, help="The answer to the withdrawal notice."),
    ),
    roles=(
        Role("about", "About", _ABOUT, many=True,
             help="The records of the paper, and the people in it."),
        Role("to", "Given to", ("contact", "organisation"), help="The recipient of this copy."),
    ),
    filled=(
        "reference", "paper", "output", "audience", "language", "form", "made_on", "copy", "copies", "check", "sha256",
        "pieces", "leaks", "names_checked", "consents", "reader", "read_on", "follows", "about", "given_on", "state",
        "state_on",
    ),
    groups=(Group("to to_text way answer"),),
)  # fmt: skip
"""Amparo writes each row when a paper is saved. Later only recipient, way and state change. No row leaves the vault."""
