"""The details of an act: death, torture, property, disappearance, numbers of people, armed conflict (domain.md 4.6).

Each is a group of the form that stays closed, and opens itself for the violations that it fits.
"""

from app.domain.fields import Field, Level, Type
from app.domain.kind import Group

DETAILS: tuple[Field, ...] = (
    Field("cause", "Cause of death", level=Level.R, facet="health", help="The cause, as a doctor or the family says."),
    Field("autopsy", "Autopsy", Type.CODE, "autopsy", level=Level.R, facet="health",
          help="Choose the kind of autopsy."),
    Field("certificate", "Death certificate", Type.CODE, "death_certificate", level=Level.R, facet="health",
          help="Choose its state."),
    Field("body_where", "Place of the body", level=Level.R, facet="health",
          help="The place where the body was found, or is now."),
    Field("scene_secured", "Scene secured", Type.FLAG, level=Level.R, facet="health",
          help="Choose yes if the traces were protected."),
    Field("examiner", "Examined by", level=Level.R, help="The alias of the doctor. Amparo shares it only inside."),
    Field("statement", "Statement in custody", Type.CODES, "statement_made", level=Level.R, facet="health",
          help="Choose how the person made a statement, or refused it."),
    Field("medical", "Medical examination", Type.CODES, "medical", level=Level.R, facet="health",
          help="Choose the time of each examination, and the choice of the doctor."),
    Field("intent", "Purpose of the torture", Type.CODES, "intent", level=Level.R, facet="health",
          help="Choose the purposes that the words or the questions show."),
    Field("questions", "Questions asked", Type.PROSE, level=Level.R, facet="health",
          help="The questions and threats during the torture."),
    Field("routine", "Course of the torture", Type.PROSE, level=Level.R, facet="health",
          help="Times, rooms, positions and tools, in the words of the person."),
    Field("body_map", "Body map", Type.ROWS, level=Level.R, facet="health", shape="body",
          help="Click a place on the body, or add a mark below it."),
    Field("consistency", "Consistency of marks and account", Type.CODE, "consistency", level=Level.R, facet="health",
          help="Only the degree that a clinician wrote."),
    Field("property", "Property taken or damaged", Type.PROSE,
          help="Houses, land, tools, animals and papers, with their number."),
    Field("compensation", "Compensation", Type.CODE, "compensation", level=Level.I,
          help="Choose the part of the loss that was paid."),
    Field("last_seen", "Last seen on", Type.DATE, level=Level.R, facet="health",
          help="The last day when somebody saw the person."),
    Field("last_seen_by", "Last seen by", level=Level.R, help="An alias. Amparo shares it only inside."),
    Field("clothing", "Clothing and marks", Type.PROSE, level=Level.R, facet="health",
          help="Clothes, scars and teeth, to identify the person."),
    Field("search", "Steps of the search", Type.PROSE, level=Level.R, facet="health",
          help="The offices and places that were asked, with days and answers."),
    Field("fate", "Fate", Type.CODE, "fate", level=Level.R, facet="health", help="Choose the last known state."),
    Field("by_group", "Numbers by sex and age", Type.ROWS, level=Level.I, shape="people",
          help="Numbers such as 4 or 4-6. Together they make the number of victims."),
    Field("named", "Named people in the number", Type.CODE, "named_rule", level=Level.I,
          help="Choose if the number includes the people whom other acts of this incident name."),
    Field("casualty_status", "Status of the victims in the conflict", Type.CODE, "casualty_status", level=Level.I,
          help="Choose civilian if they took no part in the fighting."),
    Field("means", "Weapons and means", Type.CODES, "means", level=Level.I, help="Choose the means of the attack."),
    Field("grave", "Grave violations against children", Type.CODES, "six_grave", level=Level.I,
          help="Choose from the six grave violations of the UN. Only for victims under 18."),
)  # fmt: skip

GROUPS: tuple[Group, ...] = (
    Group("cause autopsy certificate body_where scene_secured examiner", "Death", "person",
          fits=(("violation", "LIF1 LIF2 LIF3 LIF4 LIF5 LIF6 LIF7 LIF9 LIFA"), ("status_end", "0101"))),
    Group("body_map intent statement questions routine medical consistency", "Torture and marks on the body", "person",
          fits=(("violation", "INT1 INT2 LIF6"),)),
    Group("last_seen last_seen_by clothing search fate", "Disappearance", "eye-off",
          fits=(("violation", "LIB3 LIB4"), ("status_end", "0103"))),
    Group("property compensation", "Property", "building", fits=(("violation", "PRO MOV6 ESC1"),)),
    Group("age_at_act count_min count_max by_group named", "Number of people", "people",
          fits=(("violation", "LIF5 LIF9 LIFA LIB6 MOV5"),)),
    Group("casualty_status means grave", "Armed conflict and children", "shield",
          fits=(("violation", "LIF9 LIFA"),)),
)  # fmt: skip
