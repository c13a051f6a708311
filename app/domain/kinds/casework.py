"""Organisations and units, documents, interventions with their responses, and cases (domain.md 5.1 to 5.4)."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Kind, Role
from app.domain.kinds.gender import GENDER

ORGANISATION = Kind(
    name="organisation",
    number=12,
    prefix="OR",
    label="Organisation or unit",
    plural="Organisations",
    level=Level.I,
    title=("name",),
    columns=("name", "type", "reach"),
    own=(
        Field("name", "Name", required=True, minimal=True, help="The name or, where that is safer, an alias."),
        Field(
            "type",
            "Kind of organisation",
            Type.CODE,
            "organisation_type",
            minimal=True,
            help="Such as a union, a ministry or a company.",
        ),
        Field("other_names", "Other names", Type.TAGS, help="Short forms, and names in other languages."),
        Field("country", "Country", Type.CODE, "country", help="Where it has its seat."),
        Field("reach", "Where it works", Type.TAGS, help="Places or countries, parted by commas."),
        Field(
            "defender_field",
            "Field of work",
            Type.CODES,
            "defender_field",
            help="The rights they work for, such as land or the press.",
        ),
        Field("legal_status", "Legal status", level=Level.C, help="Such as registered, banned or not registered."),
        Field("website", "Website", help="Only where it is public anyway."),
        Field("steering_role", "Part in steering bodies", help="Where it sits on boards or councils."),
        Field(
            "size_min",
            "Number of people, at least",
            Type.WHOLE,
            low=1,
            at_most="size_max",
            help="The smallest number that is certain.",
        ),
        Field("size_max", "Number of people, at most", Type.WHOLE, low=1, help="The largest number that is possible."),
        Field("description", "Description", Type.PROSE, level=Level.C, help="What it does, and what you know of it."),
    ),
    roles=(
        Role("parent", "Part of", ("organisation",), help="The larger body that it belongs to."),
        Role("place", "Where it sits", ("place",), help="The place of its office or post."),
    ),
)

DOCUMENT = Kind(
    name="document",
    number=13,
    prefix="DO",
    label="Written document",
    plural="Documents",
    level=Level.I,
    date="date",
    title=("title", "version"),
    columns=("title", "kind", "date"),
    own=(
        Field("title", "Title", required=True, minimal=True, help="As it stands on the paper."),
        Field(
            "kind",
            "Kind of document",
            Type.CODE,
            "document_kind",
            minimal=True,
            help="Such as a letter, a judgment or a law.",
        ),
        Field("date", "Date of the document", Type.DATE, minimal=True, help="The date that it bears."),
        Field("version", "Version", help="A number or a word, where there is more than one."),
        Field("origin", "Where it comes from", level=Level.C, help="Who wrote it, and how it came to you."),
        Field("reference", "Its own number", help="The number that its author gave it."),
        Field("language", "Language of the document", help="The language it is written in."),
        Field("text", "Text", Type.PROSE, level=Level.C, help="The words of it, as far as you need them here."),
        Field("summary", "Summary", Type.PROSE, level=Level.C, help="In two or three sentences."),
        Field(
            "sha256",
            "SHA-256 of the file",
            Type.HASH,
            level=Level.C,
            help="It shows later that the file was not changed.",
        ),
    ),
    roles=(
        Role(
            "about",
            "About",
            ("event", "case", "intervention", "organisation", "mission", "meeting", "accompaniment", "appeal"),
            many=True,
            part=True,
            help="What this belongs to; it goes wherever that goes.",
        ),
        Role("previous", "Earlier version", ("document",), help="The version that this one replaces."),
        Role(
            "author",
            "Author",
            ("organisation", "actor"),
            many=True,
            level=Level.C,
            help="Those who wrote or signed it.",
        ),
    ),
)

INTERVENTION = Kind(
    name="intervention",
    number=14,
    prefix="IV",
    label="Intervention",
    plural="Interventions",
    level=Level.C,
    date="date",
    title=("kind", "by"),
    columns=("kind", "date", "response"),
    own=(
        Field(
            "kind",
            "What was done for them",
            Type.CODES,
            "intervention",
            minimal=True,
            help="Such as a letter, a visit or shelter.",
        ),
        Field("date", "When", Type.DATE, level=Level.I, minimal=True, help="When it was sent or done."),
        Field("asks", "What was asked", Type.CODES, "ask", level=Level.I, help="What was asked of those it went to."),
        Field(
            "diplomatic",
            "What an embassy does",
            Type.CODES,
            "diplomatic_action",
            level=Level.I,
            help="What it was asked for, or did.",
        ),
        Field(
            "description", "What was said and done", Type.PROSE, help="In short, with what matters for the next step."
        ),
        Field(
            "wish",
            "What the person wants",
            Type.PROSE,
            level=Level.I,
            help="In their own words, as they may be passed on.",
        ),
        Field(
            "care",
            "What to be careful of",
            Type.PROSE,
            level=Level.I,
            help="What an embassy or others should not do or say.",
        ),
        Field(
            "reference",
            "Number of the communication",
            level=Level.I,
            help="The number that its author or the UN gave it.",
        ),
        Field("published_in", "Published in", level=Level.P, help="The report in which it is printed."),
        Field("status", "State", Type.CODE, "intervention_status", level=Level.I, help="Planned, under way, or done."),
        Field("priority", "Priority", Type.CODE, "priority", level=Level.I, help="How soon someone should work on it."),
        Field(
            "response",
            "Response",
            Type.CODES,
            "response",
            minimal=True,
            help="As many as fit; leave it open until there is one.",
        ),
        Field("response_date", "When they responded", Type.DATE, help="When the answer came."),
        Field("response_text", "What they said", Type.PROSE, help="In their words, or in yours."),
        Field("impact", "What it changed", Type.CODE, "impact", help="Whether anything got better for the person."),
        Field(
            "follow_up_on",
            "Follow up on",
            Type.DATE,
            ahead=True,
            level=Level.I,
            help="Without a response it is due then.",
        ),
        Field(
            "tier",
            "Tier",
            Type.WHOLE,
            level=Level.I,
            low=1,
            high=9,
            help="Of an instant action: with whom it was asked.",
        ),
        Field("asked_at", "Asked at", Type.DATE, level=Level.I, help="Of an instant action: day and time in UTC."),
        Field(
            "reached", "Were they reached", Type.CODE, "reached", level=Level.I, help="What a call or message came to."
        ),
        GENDER,
    ),
    roles=(
        Role(
            "about",
            "About",
            ("event", "case", "appeal", "mission", "accompaniment", "alert"),
            many=True,
            part=True,
            minimal=True,
            help="What this belongs to; it goes wherever that goes.",
        ),
        Role("by", "By whom", ("organisation", "actor"), minimal=True, help="Who did it or signed it."),
        Role("victim", "For whom", ("actor", "organisation"), many=True, help="The people it was done for."),
        Role(
            "addressee",
            "To whom it went",
            ("organisation", "actor", "contact"),
            many=True,
            minimal=True,
            help="Authorities, companies, contacts or others it was sent to.",
        ),
        Role("text", "Text that was sent", ("document",), help="The letter or statement itself, if it is here."),
    ),
)

CASE = Kind(
    name="case",
    number=15,
    prefix="CA",
    label="Case",
    plural="Cases",
    level=Level.C,
    date="opened",
    title=("title",),
    columns=("title", "status", "next_review"),
    own=(
        Field("title", "Title", required=True, minimal=True, level=Level.I, help="A code or words without names."),
        Field(
            "kind",
            "Kind of case",
            Type.CODE,
            "case_kind",
            level=Level.I,
            minimal=True,
            help="What the case is mainly about.",
        ),
        Field(
            "status", "State", Type.CODE, "case_status", level=Level.I, minimal=True, help="Open, resting or closed."
        ),
        Field(
            "opened", "Opened on", Type.DATE, level=Level.I, minimal=True, help="The day on which the work on it began."
        ),
        Field("closed", "Closed on", Type.DATE, level=Level.I, help="The day on which the work on it ended."),
        Field(
            "next_review",
            "Next review",
            Type.DATE,
            ahead=True,
            level=Level.I,
            minimal=True,
            help="On this day Now reminds you of it.",
        ),
        Field(
            "closing_reason", "Why it was closed", Type.PROSE, help="What was reached, or why nothing more can be done."
        ),
        Field("lead", "Who leads it", level=Level.R, help="By alias; it leaves only for those who see everything."),
        Field("summary", "Summary", Type.PROSE, help="For those who may see confidential things."),
        Field("summary_open", "Summary without names", Type.PROSE, level=Level.I, help="For authorities and the UN."),
    ),
    roles=(
        Role(
            "focal",
            "Whom it is about",
            ("actor", "organisation"),
            many=True,
            minimal=True,
            help="The people or groups the case is for.",
        ),
    ),
)
