"""Rules of acts in detail: numbers of people by sex and age, casualties, the age at an act, and the body map. Pure.

`casualties.list_people` reads acts and `casualties.count` counts them. `body_map.read_marks` reads the marks of an act.
"""

__all__ = ["ages", "body_map", "casualties", "people_groups"]
