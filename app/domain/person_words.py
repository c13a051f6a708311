"""Words for a person without a name, made from codes that every audience can read."""

from collections.abc import Mapping

from app.domain.appeal_consent import written_in
from app.domain.fields import Value
from app.phrase import Phrase

_CHILDREN = {
    "02": Phrase("a girl under 18"), "01": Phrase("a boy under 18"), "": Phrase("a child under 18"),
}  # fmt: skip
_DEFENDERS = {
    "02": Phrase("a woman who defends human rights"), "01": Phrase("a man who defends human rights"),
    "": Phrase("a person who defends human rights"), "group": Phrase("a group that defends human rights"),
}  # fmt: skip
_OTHERS = {"02": Phrase("a woman"), "01": Phrase("a man"), "": Phrase("a person"), "group": Phrase("a group of people")}
ORGANISATION = Phrase("an organisation")
_SEXES = {"01": Phrase("male"), "02": Phrase("female")}
_AGES = ("0-11", "12-17")
_WORK = {"hrd", "unionist"}


def describe_person(fields: Mapping[str, Value], language: str) -> str:
    """Return words for a person by sex, age and work. Recorded words come first, in their own language only."""
    if (words := str(fields.get("role_words") or "")) and written_in(words) == language:
        return words
    sex = str(fields.get("sex", "")) if fields.get("sex") in ("01", "02") else ""
    if fields.get("age_group") in _AGES or fields.get("child"):
        return _CHILDREN[sex]
    status = fields.get("occupational_status")
    known = _WORK & set(status if isinstance(status, list) else ()) or fields.get("defender_field")
    key = "group" if fields.get("kind") == "group" else sex
    return (_DEFENDERS if known else _OTHERS)[key]


def say_sex_and_age(fields: Mapping[str, Value], sex: str, age: str) -> tuple[str, str]:
    """Return the sex and the age group of a person with their label, from the labels of the codes.

    A grown person has words for the sex. An unknown age is not told.
    """
    if not (fields.get("child") or fields.get("age_group") in _AGES):
        sex = _SEXES.get(str(fields.get("sex", "")), sex)
    age = "" if fields.get("age_group") == "unknown" or not age else Phrase("{age} years", age=age)
    label = Phrase("Sex and age") if sex and age else Phrase("Age") if age else Phrase("Sex")
    return label, Phrase("{sex}, {age}", sex=sex, age=age) if sex and age else sex or age
