"""The gender block: the same field in every form of an act, a risk, a mission or a help (Plan of Action, 20)."""

from app.domain.fields import Field, Type

GENDER = Field(
    "gender_factor", "Gender factors", Type.CODES, "gender_factor",
    help="Choose how being a woman, a man or neither played a part.",
)  # fmt: skip
