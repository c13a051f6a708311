"""Lists of records as data: kinds, conditions, columns, groups and totals. Each is a chip, a verb and a paper."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from attrs import frozen

from app.domain.casework.stages import COVERED
from app.domain.kind import Home, Kind
from app.domain.totals import Total
from app.phrase import Phrase

LATE, DUE, STATE, TYPE, INCIDENTS, IDLE = "late", "due", "stands", "row_type", "incidents", "idle"
"""Computed paths: days after the due day, the due day, the state in words, promise or request, and incidents.

`idle` has the days without a new legal step.
"""
PUBLICITY = ("0104", "0203")
"""The codes of an action that is a publication."""
GONE = ("destroyed", "kept", "too_late")
"""The states of a notice after which nothing can be done about a publication."""
ATTACK, NO = "attack", "no_today"
"""Computed paths: an incident that can be an attack on a defender, and a person who says no to publication now."""
CONSENT, LACKS = "consent_then", "lacks"
"""Computed paths of a publication: the answers of its people on its day, and what the log lacks."""
SOON, AHEAD, REMINDERS = "soon", 60, (7, 30, 60)
"""The computed path of a due day that is over or comes within AHEAD days; Today counts them by REMINDERS."""


class Condition(NamedTuple):
    """A test of a record. `path` is a field, a role, a computed path, or a kind that the record has a link with.
    `ROLE.PATH` or `KIND.PATH` is the path of the linked records. With spaces, it is several of them.

    It holds if one value is among `codes`, or if there is any value; with `no`, if that is not so.
    """

    path: str
    codes: tuple[str, ...] = ()
    no: bool = False

    def holds(self, values: Collection[object]) -> bool:
        """Return True if the values of the path pass the test. With `no`, a withheld value (True) is a value."""
        known = {*self.codes, True} if self.no else {*self.codes}
        found = any(value in known for value in values) if self.codes else bool(values)
        return found is not self.no


class Column(NamedTuple):
    """A column. `paths` are fields, roles and kinds of parts with spaces between them; the first with words counts.

    `KIND:PATH` is read for this kind only, `ROLE.FIELD` in the linked records. `PATH~PATH` is an amount with its
    currency, from the lower to the upper limit. Without a `label`, the head is the label of the first path.
    """

    paths: str
    label: str = ""

    def of(self, kind: str) -> tuple[str, ...]:
        """Return the paths for a kind."""
        named = (name.rpartition(":") for name in self.paths.split())
        return tuple(path for only, _, path in named if only in ("", kind))

    def head(self, kind: Kind) -> str:
        """Return the label of the column; `kind` is the first one of its list."""
        path = self.of(kind.name)[0].partition("~")[0]
        part = kind.role(path) or kind.fields.get(path)
        return Phrase(self.label or (part.label if part is not None else kind.label))


@frozen
class View:
    """A list of the records of some `kinds`.

    `home` is its tab in the window, and `label` its chip there. `group` is the path of its tables, and `order` that of
    its rows. `since` is the field with the first day of a record; the default is the date of its kind. `audiences` are
    the readers of its paper, and `help` is its first sentence. An empty list shows `empty`.
    """

    name: str
    label: Phrase
    help: Phrase
    empty: Phrase
    home: Home
    kinds: tuple[str, ...]
    where: tuple[Condition, ...]
    columns: tuple[Column, ...]
    group: Column | None = None
    order: str = LATE
    totals: tuple[Total, ...] = ()
    title: str = ""
    """The title of its paper, if the chip is too short for a reader."""
    latest: bool = False
    """Only the acts that count on the day, for each State and treaty."""
    since: str = ""
    was: str = ""
    """The other name of its paper."""
    audiences: tuple[str, ...] = ("internal", "network", "embassy", "un")


FOLLOWED = (
    Column("undertaking:by undertaking:owner access:to access:by addressee with counterpart undertaking:country",
           Phrase("Person or partner")),
    Column(TYPE, Phrase("Type")), Column(DUE, Phrase("Due date")), Column(STATE, Phrase("Status")),
    Column("undertaking:text undertaking:text_open meeting:purpose meeting:title intervention:diplomatic"
           " intervention:asks intervention:kind access:measures access:kind", Phrase("Required action")),
    Column("outcome response response_text", Phrase("Result")), Column("date", Phrase("Asked on")),
    Column("reference", Phrase("Number of the communication")), Column("published_in", Phrase("Published in")),
)  # fmt: skip
"""The columns of promises and requests, from the partner to the result."""
_TRACKED = (
    Column("text text_open", Phrase("Required action")), Column("theme"), Column(DUE, Phrase("Due date")),
    Column(STATE, Phrase("Status")), Column("made_on"), Column("outcome"),
)  # fmt: skip
_EFFECT = (
    Column("right"), Column("state"), Column("who", Phrase("People")),
    Column("people_min~people_max", Phrase("Number")), Column("since"), Column("obligation"), Column("scale"),
    Column("duty"), Column("text text_open"),
)  # fmt: skip
_BODY = Column("by addressee country addressee_type", Phrase("Person or partner"))
_DECIDED = ("public", "authorities", "un", "regional", "embassy", "network_only", "not_wish", "not_safe")
"""The answers to “Denounced” that need no action."""
_PUBLISHED = Condition("kind", PUBLICITY)
_PUBLICATION = (
    Column("date"), Column("published_in addressee", Phrase("Published in")), Column("text description"),
    Column("link"), Column("reached_people"), Column(CONSENT, Phrase("Consent on that day")),
    Column(LACKS, Phrase("Missing")),
)  # fmt: skip
"""The columns of the log of publications."""
_CASES = Home("cases", "all-cases")
_RELOCATION, _ASSISTANCE = Home("cases", "relocation"), Home("cases", "assistance")
_DEMANDS, _COMPLAINTS = Home("library", "demands"), Home("cases", "complaints")
_PLANS = Home("library", "plans")
_TO_UN = Condition("addressee_type", ("igo",))


def _tracked(
    name: str, codes: str, group: Column, label: Phrase, text: Phrase, *where: Condition, home: Home = _DEMANDS,
    audiences: tuple[str, ...] = ("internal", "network", "embassy", "un"), more: tuple[Column, ...] = (),
) -> View:  # fmt: skip
    """Return a list of the undertakings with some codes, with `more` columns."""
    asked = (Condition("kind", tuple(codes.split())), *where)
    empty = Phrase("Nothing was promised or asked yet.")
    return View(name, label, text, empty, home, ("undertaking",), asked, (*_TRACKED, *more), group, since="made_on",
                audiences=audiences)  # fmt: skip


VIEWS: Mapping[str, View] = MappingProxyType({view.name: view for view in (
    View("late", Phrase("Late"),
         Phrase("This list shows promises and requests that are late. If no row concerns you, no answer is needed."),
         Phrase("Nothing is late."), _DEMANDS, ("undertaking", "meeting", "intervention", "access"), (Condition(LATE),),
         FOLLOWED, since="made_on", title=Phrase("Late promises and requests"), was="late-promises"),
    _tracked("promises", "promise", _BODY, Phrase("Promises"),
             Phrase("This list shows promises to us, and their results.")),
    _tracked("demands-state", "demand", _BODY, Phrase("Demands to States"),
             Phrase("This list shows our demands and the answers to them. It gives no State a mark or a rank."),
             Condition("addressee_type", ("igo",), no=True)),
    _tracked("demands-un", "demand", Column("addressee_type"), Phrase("Demands to the UN"),
             Phrase("This list shows our demands to the United Nations and to regional bodies."), _TO_UN),
    _tracked("company-asks", "ask", Column("by addressee"), Phrase("Requests to companies"),
             Phrase("This list shows our requests to companies, and the answers. It gives no company a mark.")),
    _tracked("recommendations", "recommendation", _BODY, Phrase("Recommendations"),
             Phrase("This list shows our recommendations and their state.")),
    _tracked("our-tasks", "task decision", Column("owner"), Phrase("Our tasks"),
             Phrase("This list shows our own tasks and decisions.")),
    _tracked("plan-measures", "measure", Column("of"), Phrase("Measures of plans"),
             Phrase("This list shows the measures of our plans."), home=_PLANS),
    _tracked("campaign-items", "campaign", Column("of about"), Phrase("Steps of campaigns"),
             Phrase("This list shows the steps of our campaigns."), home=_PLANS),
    _tracked("joint-actions", "joint", Column("by about"), Phrase("Joint actions"),
             Phrase("This list shows the actions that we carry out with partners."), home=_PLANS,
         more=(Column("by.type about.type", Phrase("Kind of partner")),
               Column("step.text step.text_open", Phrase("Steps so far")))),
    _tracked("protection", "protection", Column("about"), Phrase("Protection of people"),
             Phrase("This list shows the measures that protect a person."), home=_PLANS, audiences=("internal",)),
    View("arguments", Phrase("Arguments"),
         Phrase("This list shows our arguments and their sources, by theme."),
         Phrase("No item of a document is an argument yet."), Home("library", "documents"), ("library_item",),
         (Condition("kind", ("argument",)),),
         (Column("claim"), Column("text"), Column("authority"), Column("source")), Column("theme"), "number",
         audiences=("internal", "network", "embassy", "un", "regional", "authority", "public")),
    View("un-communications", Phrase("Sent to the UN"),
         Phrase("This list shows communications to the UN, and the answers."),
         Phrase("Nothing was promised or asked yet."), _COMPLAINTS, ("intervention",), (Condition("kind", ("un",)),),
         FOLLOWED, title=Phrase("Communications to the UN"), audiences=("internal", "network", "un")),
    View("publications", Phrase("Published"),
         Phrase("This list shows what was published about a case, and where."),
         Phrase("Nothing was published yet."), _PLANS, ("intervention",), (_PUBLISHED,), _PUBLICATION,
         order="date", title=Phrase("Log of publications")),
    View("take-down", Phrase("To take down"),
         Phrase("This list shows publications about people who said no to publication, or withdrew their yes."),
         Phrase("No publication must be taken down."), _PLANS, ("intervention",),
         (_PUBLISHED, Condition("notice", GONE, no=True), Condition(NO)),
         (*_PUBLICATION, Column("notice")), order="date", title=Phrase("Publications to take down"),
         audiences=("internal",)),
    View("media", Phrase("Media"),
         Phrase("This list shows our contacts at newspapers, radio, television and websites."),
         Phrase("No contact belongs to a medium yet. In its organisation, choose the kind “media”."),
         _PLANS, ("contact",), (Condition("organisation.type", ("media",)),),
         (Column("display_name"), Column("organisation"), Column("role"), Column("country"), Column("languages"),
          Column("topics"), Column("organisation.circulation", Phrase("Readers or listeners")),
          Column("channel", Phrase("Channels")), Column("hours"), Column("verified_on")),
         order="display_name", title=Phrase("Media contacts"), was="media-list", audiences=("internal",)),
    View("not-denounced", Phrase("Not denounced"),
         Phrase("This list shows attacks on defenders without an action, and without an answer in “Denounced”."),
         Phrase("Each attack has an action or an answer."), _PLANS, ("event",),
         (Condition("denounced", _DECIDED, no=True), Condition("intervention appeal.intervention", no=True),
          Condition(ATTACK)),
         (Column("date_start"), Column("title"), Column("place"), Column("violation_class"),
          Column("denounced"), Column("verification")), order="date_start",
         title=Phrase("Attacks that were not denounced"), audiences=("internal", "network")),
    View("stalled", Phrase("Stalled"),
         Phrase("This list shows legal steps without a new step for a long time."),
         Phrase("No legal step is stalled."), _COMPLAINTS, ("proceeding",),
         (Condition(IDLE),),
         (Column("kind"), Column("body"), Column("reference"), Column("stage"), Column("date"),
          Column(IDLE, Phrase("Days without a step")), Column("next_on"), Column("ineffective_reason")),
         group=Column("side"), order="date", title=Phrase("Stalled legal steps")),
    View("statements", Phrase("Hostile statements"),
         Phrase("This list shows hostile public statements against defenders."),
         Phrase("No hostile statement is recorded yet."), _COMPLAINTS, ("statement",), (),
         (Column("date"), Column("speaker"), Column("office"), Column("medium"), Column("words"),
          Column("text_open"), Column("names"), Column("link"), Column("reach"), Column("retracted")), order="date",
         title=Phrase("Log of hostile statements"), audiences=("internal", "un", "regional", "embassy", "public")),
    View("ihl", Phrase("Law of war"),
         Phrase("This list shows incidents with a possible breach of the law of war."),
         Phrase("There is no incident of an armed conflict."), _COMPLAINTS, ("event",), (Condition("ihl"),),
         (Column("date_start"), Column("title"), Column("place"), Column("ihl"), Column("objects"),
          Column("verification")), order="date_start", title=Phrase("Incidents and the law of war"),
         audiences=("internal", "network", "un")),
    View("displaced", Phrase("Displaced people"),
         Phrase("This list shows incidents that displaced people, from where to where."),
         Phrase("No incident displaced people."), _COMPLAINTS, ("event",),
         (Condition("displaced_min displaced_max homes_min homes_max"),),
         (Column("date_start"), Column("title"), Column("place"), Column("displaced_to"),
          Column("displaced_min~displaced_max", Phrase("People")), Column("homes_min~homes_max", Phrase("Households")),
          Column("verification")), order="date_start", title=Phrase("Incidents with displaced people"),
         audiences=("internal", "network", "un")),
    View("children", Phrase("Children in conflict"),
         Phrase("This list shows acts with a grave violation against children."),
         Phrase("There is no act with a grave violation against children."), _COMPLAINTS, ("act",),
         (Condition("grave"),),
         (Column("date_start"), Column("grave"), Column("violation"), Column("event"), Column("verification")),
         order="date_start", title=Phrase("Grave violations against children"), audiences=("internal", "network")),
    View("engagement", Phrase("Talks with organisations"),
         Phrase("This list shows meetings with organisations, and their results."),
         Phrase("There was no meeting with an organisation yet."), Home("field", "missions"), ("meeting",),
         (Condition("organisation"),),
         (Column("date"), Column("with"), Column("purpose title"), Column("outcome")),
         group=Column("counterpart"), order="date", audiences=("internal", "network")),
    View("awards", Phrase("Awards"),
         Phrase("This list shows awards and ordered measures, and their results."),
         Phrase("No award is recorded yet."), _CASES, ("undertaking",), (Condition("kind", ("award",)),),
         (*_TRACKED[:5], Column("form"), Column("amount~"), *_TRACKED[5:]), Column("country", Phrase("State asked")),
         since="made_on", title=Phrase("Awards and ordered measures"), audiences=("internal", "network", "un")),
    View("losses", Phrase("Losses"), Phrase("This list shows harm and losses, with totals for each currency."),
         Phrase("No loss is recorded yet."), _CASES, ("loss",), (),
         (Column("harm"), Column("item"), Column("text"), Column("household"),
          Column("value_min~value_max", Phrase("Value")), Column("offered~"), Column("paid~"), Column("basis")),
         Column("household"), "", (Total("value_min", "value_max", "currency", "same_as"),
                                   Total("paid", "", "currency", "same_as")), audiences=("internal",)),
    View("contexts", Phrase("Projects and conflicts"),
         Phrase("This list shows projects, laws and conflicts, with the number of their incidents."),
         Phrase("No project, law or conflict is recorded yet."), _CASES, ("context",), (),
         (Column("title"), Column("kind"), Column("stage"), Column("date_start"), Column("run_by financed_by"),
          Column("amount~"), Column(INCIDENTS, Phrase("Incidents"))), order="title",
         title=Phrase("Projects, laws and conflicts"), audiences=("internal", "network", "embassy", "un")),
    View("treaties", Phrase("Treaties today"),
         Phrase("This list shows the acts of States about treaties that count on its day. A treaty without a row is "
                "not known."),
         Phrase("No treaty is recorded yet."), _DEMANDS, ("treaty_status",), (),
         (Column("instrument"), Column("status"), Column("date"), Column("in_force_on"), Column("competence"),
          Column("declined"), Column("reservation"), Column("source"), Column("seen_on")), Column("country"), "date",
         title=Phrase("Matrix of ratifications"), latest=True, was="ratification-matrix",
         audiences=("internal", "network", "embassy", "un", "regional", "public")),
    View("relocations", Phrase("Stages"), Phrase("This list shows the relocations by stage. The person decides."),
         Phrase("No relocations yet."), _RELOCATION, ("relocation",), (),
         (Column("title"), Column("destination"), Column("leave_by"), Column("next_review"), Column("result")),
         Column("status"), "leave_by", title=Phrase("Relocations by stage"), audiences=("internal",)),
    View("expiring", Phrase("Expiring"),
         Phrase("This list shows papers and checks that end or are due within 60 days."),
         Phrase("No paper ends within 60 days."), _RELOCATION, ("requirement",), (Condition(SOON),),
         (Column("kind"), Column("for of"), Column("state"), Column("due"), Column("expires")), order="expires",
         title=Phrase("Papers that expire"), audiences=("internal",)),
    View("needs", Phrase("Needs"), Phrase("This list shows needs without a promise, with totals for each currency."),
         Phrase("Every need has a promise."), _ASSISTANCE, ("budget_line",),
         (Condition("state", COVERED, no=True),),
         (Column("text"), Column("of"), Column("state"), Column("amount~", Phrase("Amount")),
          Column("follow_up_on")), Column("kind"), "text", (Total("amount", "", "currency"),),
         title=Phrase("Needs without a promise"), audiences=("internal",)),
    View("money", Phrase("Money"), Phrase("This list shows needs and costs with a payment, for each grant."),
         Phrase("Nothing was paid yet."), _ASSISTANCE, ("budget_line",), (Condition("paid"),),
         (Column("kind"), Column("text"), Column("of"), Column("paid~", Phrase("Paid")), Column("paid_on"),
          Column("grant_amount"), Column("rate"), Column("receipt")), Column("grant"), "paid_on",
         (Total("paid", "", "currency"),), title=Phrase("Payments and receipts"), audiences=("internal",)),
    View("services", Phrase("Services"), Phrase("This list shows needs and costs by provider."),
         Phrase("No need has a provider yet."), _ASSISTANCE, ("budget_line",), (Condition("provider"),),
         (Column("kind"), Column("text"), Column("of"), Column("state"), Column("from"), Column("until"),
          Column("follow_up_on"), Column("outcome")), Column("provider"), "follow_up_on",
         title=Phrase("Needs and costs by provider"), audiences=("internal",)),
    View("support-plans", Phrase("Plans by stage"), Phrase("This list shows support plans by stage."),
         Phrase("No support plans yet."), _ASSISTANCE, ("support_plan",), (),
         (Column("title"), Column("urgency"), Column("where"), Column("lead"), Column("next_review"),
          Column("outcome")), Column("status"), "next_review", title=Phrase("Support plans by stage"),
         audiences=("internal",)),
    View("grants", Phrase("Grants by stage"), Phrase("This list shows grants by stage."),
         Phrase("No grants yet."), _ASSISTANCE, ("grant",), (),
         (Column("title"), Column("donor"), Column("side"), Column("amount~", Phrase("Amount")), Column("granted~"),
          Column("paid~"), Column("report_due")), Column("status"), "report_due",
         (Total("amount", "", "currency"), Total("granted", "", "currency"), Total("paid", "", "currency")),
         title=Phrase("Grants by stage"), audiences=("internal",)),
    View("recommendations-to", Phrase("From documents"),
         Phrase("This list shows recommendations and demands of documents, for each recipient."),
         Phrase("No document has items with a recipient yet."), _DEMANDS, ("library_item",), (Condition("addressee"),),
         (Column("number"), Column("text"), Column("kind"), Column("theme"), Column("document")),
         group=Column("addressee"), order="", title=Phrase("Recommendations and demands by recipient"),
         audiences=("internal", "network", "embassy", "un", "regional", "public")),
    View("lessons", Phrase("Lessons"),
         Phrase("This list shows notes and lessons that their authors share."),
         Phrase("No note is marked as shareable yet."), Home("library", "documents"), ("note",),
         (Condition("shareable", ("true",)),),
         (Column("title"), Column("text text_open"), Column("about reply_to", Phrase("About")), Column("author"),
          Column("date")), group=Column("theme"), order="date", title=Phrase("Shared notes and lessons"),
         was="lessons-digest",
         audiences=("internal", "network", "un", "regional", "public")),
    View("effects", Phrase("By right"),
         Phrase("This list shows effects of projects and incidents on rights, with the people and the severity."),
         Phrase("No effect on a right is recorded yet."), _DEMANDS, ("effect",), (Condition("right"),), _EFFECT[1:],
         Column("right"), "since", title=Phrase("Register of effects on rights"),
         audiences=("internal", "network", "un", "regional")),
    View("lacks", Phrase("Who lacks what"),
         Phrase("This list shows the rights that people lack now, by project or incident."),
         Phrase("No right is recorded as affected now."), _DEMANDS, ("effect",), (Condition("state", ("actual",)),),
         _EFFECT, Column("of"), "since", title=Phrase("Rights that people lack"),
         audiences=("internal", "network", "un", "regional")),
    View("companies", Phrase("Companies"),
         Phrase("This list shows companies and security providers with their role in business."),
         Phrase("No organisation has a role in business yet."), _DEMANDS, ("organisation",),
         (Condition("business_role"),),
         (Column("name"), Column("type"), Column("business_role"), Column("country"), Column("parent")),
         Column("sector"), "name", title=Phrase("Companies and security providers"),
         audiences=("internal", "network")),
    View("guards", Phrase("Acts of guards"),
         Phrase("This list shows acts by private guards and private armies."),
         Phrase("No act of private guards is recorded yet."), _COMPLAINTS, ("involvement",),
         (Condition("type", ("0204", "0203")),),
         (Column("act"), Column("degree"), Column("type"), Column("confidence"), Column("description")),
         Column("perpetrator"), "", title=Phrase("Acts of security providers"), audiences=("internal",)),
    View("labour", Phrase("Labour"),
         Phrase("This list shows dismissals, withdrawn licences and forced labour by site."),
         Phrase("No act against workers is recorded yet."), _COMPLAINTS, ("act",),
         (Condition("violation", ("LAB1", "LAB2", "LAB3")),),
         (Column("date_start"), Column("violation"), Column("victim"), Column("verification")), Column("event"),
         "date_start", title=Phrase("Findings on labour"), audiences=("internal", "network")),
    View("trainings", Phrase("Trainings"),
         Phrase("This list shows trainings with the number of women and men who took part."),
         Phrase("No training is recorded yet."), Home("library", "plans"), ("programme",),
         (Condition("kind", ("awareness",)),),
         (Column("title"), Column("date_start"), Column("area"), Column("women"), Column("men"), Column("others")),
         order="date_start", totals=(Total("women"), Total("men"), Total("others")),
         title=Phrase("Log of trainings"), audiences=("internal",)),
    View("offers", Phrase("Open offers"), Phrase("This list shows help that is offered now."),
         Phrase("Nobody offers help yet."), Home("network", "support"), ("offer",),
         (Condition("side", ("offer",)), Condition("status", ("open",))),
         (Column("kind"), Column("text"), Column("area"), Column("capacity"), Column("by")), order="area",
         totals=(Total("capacity"),), audiences=("internal", "network")),
    View("hosts", Phrase("Hosts"), Phrase("This list shows places to stay that are offered now."),
         Phrase("Nobody offers a place to stay yet."), Home("network", "support"), ("offer",),
         (Condition("side", ("offer",)), Condition("status", ("open",)), Condition("kind", ("refuge",))),
         (Column("text"), Column("area"), Column("capacity"), Column("by")), order="area",
         totals=(Total("capacity"),), audiences=("internal", "network")),
)})  # fmt: skip
"""Each list, in the order of the chips of its tab."""


def list_at(tab: str) -> tuple[View, ...]:
    """Return the lists with a chip in a tab; all records of a kind have that of the kind."""
    return tuple(view for view in VIEWS.values() if view.home.page == tab and view.where)
