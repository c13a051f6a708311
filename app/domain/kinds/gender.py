"""The gender block: the same field in every form of an act, a risk, a mission or a help (Plan of Action, 20)."""

from app.domain.fields import Field, Type
from app.domain.kind import BLOCK

GENDER = Field(
    BLOCK, "Gender factors", Type.CODES, "gender_factor",
    help="Choose how the gender of the person was a reason.",
)  # fmt: skip
