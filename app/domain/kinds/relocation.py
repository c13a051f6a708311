"""Relocations with their stages, and what a case of help needs: papers and checks, and lines of money (casework.md 2).

They leave only to services that help, by the facet `aid`; safe ways, options and the host stay inside.
"""

from app.domain.casework.stages import (
    LEFT,
    Stage,
    need_assessment,
    need_checks,
    need_consent,
    need_cover,
    need_day_ahead,
    need_fields,
    need_guards,
    need_papers,
    need_parts,
    need_room,
    need_travellers,
)
from app.domain.fields import Field, Level, Type
from app.domain.kind import Due, Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.kinds.gender import GENDER
from app.domain.moment import Way
from app.phrase import Phrase

_WELL = Phrase("Record a first check of their wellbeing after the arrival.")
_WELL_AGAIN = Phrase("Record a second check of their wellbeing.")
_TRAINED = Phrase("Record the security training, or that it is not needed.")
_STAGES = (
    Stage("inquiry"),
    Stage("assessed", (need_fields("safe_way reason options"), need_assessment("risk"), need_travellers)),
    Stage("options", (need_consent("REFERRAL"), need_fields("destination destination_why"))),
    Stage("host", (need_room,)),
    Stage("documents", (need_papers, need_cover)),
    Stage("travel", (need_guards, need_checks("security_training", 1, _TRAINED))),
    Stage("arrived", (need_fields("arrived_on"),)),
    Stage("settled", (need_checks("wellbeing", 1, _WELL), need_fields("continues_work"), need_parts("local"))),
    Stage("reviewed", (need_checks("wellbeing", 2, _WELL_AGAIN), need_day_ahead("next_review"))),
    Stage("return_planned", (need_fields("return_plan"), need_assessment("risk"))),
    Stage("returned", (need_fields("returned_on"),)),
    Stage("closed", (need_fields("result contact_after"),)),
)
_OVER = ("closed", *LEFT)
_THERE = tuple(stage.code for stage in _STAGES[6:])
"""The stages after the way."""

RELOCATION = Kind(
    name="relocation",
    number=65,
    prefix="RL",
    label="Relocation",
    plural="Relocations",
    level=Level.R,
    icon="route", home=Home("cases", "relocation"), parts=("participant", "requirement", "budget_line", "step"),
    steps=("next-step",), state_from="step", stages=_STAGES, people="who", facet="aid",
    due=(Due("next_review", "status", _OVER), Due("leave_by", "status", (*_THERE, *LEFT))),
    empty_title="No relocations yet",
    empty_text="A person moves to safety step by step. Amparo shows the missing items; the person decides.",
    title=("title",),
    columns=("title", "status", "leave_by"),
    own=(
        Field("title", "Title", required=True, help="A code or words without names."),
        Field("status", "Stage", Type.CODE, "stage", help="The stage of the last step."),
        Field("kind", "Kind", Type.CODE, "relocation_kind", help="Choose the nearest one."),
        Field("reason", "Reason to leave", Type.PROSE, help="The danger, and why the person cannot stay."),
        Field("leave_by", "Leave by", Type.DATE, way=Way.EITHER, help="The last safe day."),
        Field("next_review", "Next review", Type.DATE, way=Way.EITHER, help="Today shows a reminder on this day."),
        Field("safe_way", "Safe way of contact", facet="security", help="How the person can be reached safely."),
        Field("alone", "Travels alone", Type.FLAG, help="Choose yes if no family travels too."),
        Field("options", "Other options considered", Type.PROSE, facet="security",
              help="Ways to stay, and other places, with their dangers."),
        Field("origin", "Country now", Type.CODE, "country", help="The country that the person leaves."),
        Field("destination", "Destination", Type.CODE, "country", help="The country of the host."),
        Field("destination_why", "Reason for the destination", Type.PROSE, facet="security",
              help="Language, visa, work, family and dangers there."),
        Field("cover_why", "Reason for money without a promise", Type.PROSE, facet="security",
              help="Why the way can begin before all sums are promised."),
        Field("arrived_on", "Arrived on", Type.DATE, help="The day of the arrival."),
        Field("stays_until", "Stays until", Type.DATE, way=Way.EITHER, help="The planned end of the stay."),
        Field("continues_work", "Continues the work", Type.FLAG,
              help="Choose yes if they continue their human rights work."),
        Field("return_plan", "Plan of the return", Type.PROSE, facet="security",
              help="Why now, the dangers, who receives them, and the checks after it."),
        Field("returned_on", "Returned on", Type.DATE, help="The day of the return."),
        Field("result", "Result", Type.PROSE, facet="security", help="How it ended, and what you learned."),
        Field("contact_after", "Contact afterwards", facet="security",
              help="The alias of the person who keeps contact."),
        GENDER,
    ),
    roles=(
        Role("who", "Person", ("actor",), required=True, level=Level.C,
             help="Use an alias. The consent of this person decides."),
        Role("case", "Case", ("case",), many=True, part=True, help="The cases of this record."),
        Role("host", "Host", ("offer",), level=Level.R, help="An offer of a place to stay, with its number of people."),
        Role("risk", "Risk assessments", ("risk_assessment",), many=True, level=Level.R,
             help="The newest must not be older than 30 days at two of the stages."),
        Role("travel", "Mission for the way", ("mission",), level=Level.R, help="A mission with a plan of check-ins."),
    ),
    filled=("status",),
    groups=(Group("title who kind reason leave_by safe_way alone next_review"),
            Group("risk options origin destination destination_why host", "Assessment and destination", "place"),
            Group("travel cover_why arrived_on stays_until continues_work", "The way and the stay", "route"),
            Group("return_plan returned_on result contact_after", "Return and end", "back"),
            Group("gender_factor", "Gender", "gender"), Group("case", "Case", "folder")),
)  # fmt: skip

REQUIREMENT = Kind(
    name="requirement",
    number=66,
    prefix="RQ",
    label="Paper or check",
    plural="Papers and checks",
    level=Level.R,
    icon="document", facet="aid",
    due=(Due("due", "state", ("have", "not_needed", "refused")),
         Due("expires", "state", ("not_needed", "refused"))),
    date="expires",
    title=("kind", "for", "of"),
    columns=("kind", "state", "expires", "due"),
    own=(
        Field("kind", "Kind", Type.CODE, "requirement", required=True, help="The paper, the training or the check."),
        Field("state", "State", Type.CODE, "requirement_state", required=True,
              help="Write “not needed” if it is not needed here."),
        Field("due", "Needed by", Type.DATE, way=Way.EITHER, help="Today shows a reminder on this day."),
        Field("issued", "Issued on", Type.DATE, help="The first day of the paper."),
        Field("expires", "Valid until", Type.DATE, way=Way.EITHER, help="Today warns 60 days before this day."),
        Field("done_on", "Done on", Type.DATE, help="The day of the check or the training."),
        Field("note", "Notes", Type.PROSE, facet="security",
              help="No numbers of papers: these need the names password."),
    ),
    roles=(
        Role("of", "Belongs to", ("relocation", "programme"), required=True, part=True, help=BELONGS),
        Role("for", "Paper of", ("participant", "actor"), level=Level.C, help="Default: the person who relocates."),
        Role("file", "File", ("evidence_item", "document"), level=Level.R,
             help="A copy of the paper, if you need one."),
    ),
    groups=(Group("kind state for expires due done_on note of"), Group("issued file", "File", "clip")),
)  # fmt: skip

BUDGET_LINE = Kind(
    name="budget_line",
    number=67,
    prefix="BL",
    label="Need or cost",
    plural="Needs and costs",
    level=Level.R,
    icon="list", facet="aid",
    due=(Due("follow_up_on", "state", ("ended",)),),
    title=("kind", "text"),
    columns=("kind", "text", "state"),
    own=(
        Field("kind", "Kind of support", Type.CODE, "support_kind", required=True, help="Choose the nearest one."),
        Field("text", "Need in words", help="A few words without names. Example: two tickets."),
        Field("state", "State", Type.CODE, "line_state", required=True, help="Promised or given money is covered."),
        Field("amount", "Amount", Type.DECIMAL, low=0, help="In the currency below. Amparo converts no currency."),
        Field("currency", "Currency", Type.CODE, "currency", help="The letters of the currency, for example USD."),
        Field("paid", "Paid", Type.DECIMAL, low=0, help="The sum that arrived."),
        Field("paid_on", "Paid on", Type.DATE, help="The day of the payment."),
        Field("follow_up_on", "Follow-up date", Type.DATE, way=Way.EITHER, help="Today shows a reminder on this day."),
    ),
    roles=(
        Role("of", "Belongs to", ("relocation", "programme"), required=True, part=True, help=BELONGS),
        Role("provider", "Provider", ("organisation", "contact"), level=Level.R,
             help="The body that gives or pays it."),
        Role("receipt", "Receipts", ("evidence_item", "document"), many=True, level=Level.R,
             help="Bills and receipts."),
    ),
    groups=(Group("kind text state amount currency provider follow_up_on of"),
            Group("paid paid_on receipt", "Payment", "check")),
)  # fmt: skip
