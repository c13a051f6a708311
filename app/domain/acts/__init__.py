"""Rules of acts in detail: numbers of people by sex and age, casualties, SDG 16.10.1, and the body map. Pure.

`casualties.list_people` reads acts and `casualties.count` counts them. `displacement.count_displaced` counts people who
had to leave. `body_map.read_marks` reads the marks of an act.
"""

__all__ = ["ages", "body_map", "casualties", "displacement", "people_groups", "sdg"]
