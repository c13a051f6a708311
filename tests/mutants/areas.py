"""Mutants of the areas: a place would be told finer than its people agreed to."""

from tests.mutants.mutant import Mutant

CONSENT = "P60"
NEVER_FINER = "tests/domain/test_areas.py::test_a_place_is_never_told_finer_than_allowed"

MUTANTS = [
    Mutant(CONSENT, "app.domain.release.rounding:field_step",
           "min(_FIELDS[name], widest, key=PLACES.index)", "_FIELDS[name]", NEVER_FINER),
    Mutant(CONSENT, "app.domain.release.rounding:round_to", "_is_as_wide(level, step)", "True", NEVER_FINER),
    Mutant(CONSENT, "app.domain.release.rounding:_list_wider", "not _is_own(area)", "True",
           "tests/domain/test_areas.py::test_a_place_is_told_at_the_allowed_level_or_one_further_up"),
    Mutant(CONSENT, "app.domain.areas:AreaTree.path", "not found or area.height < found[-1].height", "True",
           "tests/domain/test_areas.py::test_a_walk_up_ends_and_each_step_is_wider"),
]  # fmt: skip
