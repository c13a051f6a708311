"""Submissions to UN and regional bodies (papers.md 6): a form that began, with its answers, its sending and reply."""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Due, Group, Home, Kind, Role
from app.domain.kinds.fieldwork import BELONGS
from app.domain.moment import Way

SUBMISSION = Kind(
    name="submission",
    number=64,
    prefix="SB",
    label="Submission",
    plural="Submissions",
    level=Level.R,
    icon="send", home=Home("cases", "complaints", 3), people="person", steps=("questions",),
    due=(Due("send_by", "state", ("sent", "answered", "closed")),),
    empty_title="No submissions yet",
    empty_text="A form to a UN or regional body, with its missing answers, its day of sending and its reply.",
    date="sent_on",
    title=("mechanism", "person"),
    columns=("mechanism", "state", "send_by", "sent_on"),
    own=(
        Field("mechanism", "Mechanism", Type.CODE, "mechanism", required=True, level=Level.I,
              help="The body and its procedure."),
        Field("version", "Version of the form", level=Level.I, help="The version of the data when the form began."),
        Field("state", "Status", Type.CODE, "submission_state", level=Level.I, help="Draft, sent or answered."),
        Field("language", "Language of the form", level=Level.I, help="A language of the body, such as en."),
        Field("answers", "Answers", Type.ROWS, level=Level.C, facet="internal",
              help="Your words for a question, in place of those from the records."),
        Field("overrides", "Overridden stops", Type.ROWS, facet="internal",
              help="The treaties that do not bind the State, each with your reason."),
        Field("copied", "Copied answers", Type.TAGS, facet="internal", help="Answers in the portal already."),
        Field("send_by", "Send by", Type.DATE, way=Way.AHEAD, help="The last day of the rules, from the answers."),
        Field("answer_by", "Answer asked by", Type.DATE, way=Way.AHEAD, level=Level.I,
              help="The day for the answer to you. Clear it to ask for no day."),
        Field("sent_on", "Sent on", Type.DATE, help="The reply of the body counts from this day."),
        Field("sent_by", "Sent by", help="The alias of the colleague."),
        Field("way", "Way", help="Portal, mail or post."),
        Field("receipt", "Number of the receipt", help="The number that the body gave."),
        Field("reason", "Reason for an early sending", Type.PROSE, help="The reason to send it with open points."),
        Field("reply_on", "Reply on", Type.DATE, help="The day of the reply."),
        Field("reply_state", "Reply", Type.CODE, "reply_state", help="The content of the reply."),
        Field("reply_text", "Text of the reply", Type.PROSE, help="The words of the body, or yours."),
        Field("published_in", "Published in", level=Level.P, help="The report with the case."),
    ),
    roles=(
        Role("about", "About", ("detention", "event", "case", "relocation", "support_plan"), many=True, required=True,
             part=True, help=BELONGS),
        Role("person", "Person concerned", ("actor",), required=True, level=Level.C,
             help="Each form has one person, whose consent decides."),
        Role("annex", "Annexes", ("evidence_item", "document"), many=True, level=Level.C, help="In their order."),
        Role("action", "Action taken", ("intervention",), help="The entry in the list of follow-ups."),
    ),
    filled=("version", "answers", "overrides", "copied", "action"),
    groups=(Group("mechanism person about language state send_by answer_by annex"),
            Group("sent_on sent_by way receipt reason", "Sending", "send"),
            Group("reply_on reply_state reply_text published_in", "Reply", "mail-check")),
)  # fmt: skip
