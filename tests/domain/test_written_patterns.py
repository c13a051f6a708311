"""Numbers, times, dates and addresses in further ways of writing, and what only looks like them (papers.md 3.2)."""

import pytest
from attrs import evolve

from app.domain.leaks.leak_values import DAY, YEAR
from tests.domain.test_leaks import PUBLIC, found, said

PHONE, TIME = "telephone or address", "time"
FINE = [
    ("They came on 20/11 and left.", TIME, "20/11"),
    ("They came on 2026/11/20 and left.", TIME, "2026/11/20"),
    ("They came at 0437 hours and left.", TIME, "0437 hours"),
    ("Call 5512\n3490 and ask.", PHONE, "5512\n3490"),
    ("Call 55_12_34_90 and ask.", PHONE, "55_12_34_90"),
    ("Write to rosa at mail dot org and ask.", PHONE, "rosa at mail dot org"),
    ("They came to house no. 14 and left.", "place", "house no. 14"),
    ("Vino a la calle 5 numero 12 y se fue.", "place", "calle 5 numero 12"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "words"), FINE)
def test_further_ways_of_writing_are_found(text: str, kind: str, words: str) -> None:
    """Line 11."""
    assert [(one, spelt) for _, one, spelt in said(text)] == [(kind, words)]


def test_a_date_with_slashes_becomes_its_month() -> None:
    """A short date has no year, so nothing of it stays. A day that leaves with its record is no finding."""
    assert [one.instead for one in found("On 2026/11/20 and on 20/11.")] == ["2026/11", "…"]
    assert said("On 2026/11/20.", limits=evolve(PUBLIC, moments=frozenset({"2026-11-20"}))) == []
    assert len(said("On 1985/05/03.")) == 1 and len(said("From 2026/10/20 to 2026/12/20.")) == 2


@pytest.mark.parametrize("text", [
    "They work 24/7 there.", "It was 50/50.", "It took 2000 hours of work.", "See A/HRC/10/12.", "In 2019\n2020 too.",
    "3/4 of the house.", "Article 10/12.", "She lives at the mill dot.", "The house, 14 of them, fell.", "Law 20/11.",
])  # fmt: skip
def test_what_only_looks_like_them_is_no_finding(text: str) -> None:
    """Line 12."""
    assert said(text) == []


@pytest.mark.parametrize(("text", "words"), [
    ("They came at half past five in the morning.", "half past five"), ("It was a quarter to six.", "a quarter to six"),
    ("They left at five o'clock.", "five o'clock"), ("They left about five in the morning.", "five"),
    ("Vinieron a las cinco y media de la madrugada.", "las cinco y media"), ("Fue a la una de la tarde.", "la una"),
    ("Ils sont venus à cinq heures et demie du matin.", "à cinq heures et demie"),
    ("Ils sont partis vers six heures.", "vers six heures"),
    ("جاءوا في الساعة الخامسة والنصف صباحا.", "الساعة الخامسة والنصف"),
    ("They came on 12 Ramadan 1447.", "12 Ramadan 1447"), ("They came on the 3rd of Sha'ban.", "3rd of Sha'ban"),
    ("في 15 رمضان 1447 جاءوا.", "15 رمضان 1447"), ("في 3 من شهر ذي الحجة جاءوا.", "3 من شهر ذي الحجة"),
    ("They came at half-past five.", "half-past five"), ("They came at half five.", "half five"),
    ("They came at 5 in the morning.", "5"), ("They came at midnight.", "midnight"), ("They left at noon.", "noon"),
    ("Ils sont venus à 5 h 30.", "à 5 h 30"), ("Ils sont venus à 17 h.", "à 17 h"),
    ("On the twenty-first of May they came.", "twenty-first of May"),
    ("Ils sont venus le vingt-deux mai à pied.", "vingt-deux mai"),
    ("El veinte de noviembre vinieron.", "veinte de noviembre"), ("Vinieron a las cinco.", "a las cinco"),
    ("Ils sont venus à 5 heures.", "à 5 heures"), ("C'était cinq heures trente.", "cinq heures trente"),
    ("Vinieron a las 5, de noche.", "a las 5"), ("Vinieron a mediodía.", "mediodía"),
    ("Ils sont venus à midi.", "midi"), ("They came on the twelfth of Ramadan.", "twelfth of Ramadan"),
    ("جاءوا في الخامسة والنصف فجرا.", "الخامسة والنصف"), ("They came on Ramadan 12 (1447).", "Ramadan 12 (1447)"),
    ("They came on 12 Rabi' I 1447.", "12 Rabi' I 1447"), ("Vinieron el 12 de rayab.", "12 de rayab"),
    ("They came on 15 Khordad 1404.", "15 Khordad 1404"), ("جاءوا ۱۵ خرداد ۱۴۰۴ ورحلوا.", "۱۵ خرداد ۱۴۰۴"),
    ("They came on 15/09/1447.", "15/09/1447"), ("They came on 1404/10/11.", "1404/10/11"),
])  # fmt: skip
def test_times_in_words_and_days_of_other_calendars_are_found(text: str, words: str) -> None:
    """Line 11."""
    assert said(text) == [("ROUND", TIME, words)]


@pytest.mark.parametrize("text", [
    "They arrested two in the afternoon.", "Ten to twelve men came.", "They waited for five hours.",
    "Amenazaron a las dos mujeres.", "Se fueron a las dos horas.", "Ils ont attendu cinq heures.",
    "C'est à trois heures de route.", "Half of them fled.", "It was in Ramadan.", "Article 12 of 1447.",
    "Ils ont attendu 5 h.", "C'est à 5 heures de route.", "Amenazaron a las 5 mujeres.",
    "They left half of it at noonday.",
    "They arrested 5 in the morning raid.", "It was in Ramadan 1447.", "Ils ont marché cinq heures trente de suite.",
    "It was the second march of the union.", "Les deux maires sont venus.", "Six may be held.",
    "Dijeron a las cinco madres que no.", "All but half five men left.",
])  # fmt: skip
def test_numbers_and_durations_are_no_time(text: str) -> None:
    """Line 12."""
    assert said(text) == []


def test_a_day_of_another_calendar_becomes_its_month_and_a_birthday_stops() -> None:
    assert [one.instead for one in found("On 12 Rabi' I 1447, on Ramadan 12 (1447).")] == ["Rabi' I 1447", "1447"]
    text = "On 12 Ramadan 1447 and on 1404/10/11."
    assert [one.instead for one in found(text)] == ["Ramadan 1447", "1404"]
    year = evolve(PUBLIC, time=YEAR)
    assert [one.instead for one in found(text, limits=year)] == ["1447", "1404"]
    assert said(text, limits=evolve(PUBLIC, time=DAY)) == []
    assert said("She was born on 12 Rajab 1410.") == [("STOP", "birth", "12 Rajab 1410")]


OWN = evolve(PUBLIC, own=("+502 5512 3490", "+44 20 7123 456"))


@pytest.mark.parametrize("text", [
    "Call +502 5512 3490\n2. Write to them.", "Call 00502 55123490.\n1 of 2", "Call 5512\n3490.",
    "Call +502 5512\n3490\n3 days", "Call (+502) 55 12 34 90 / 020 7123456.", "Call +502 5512 3490\n020 7123456.",
    "Call +502 5512 3490 +44 20 7123 456.",
])  # fmt: skip
def test_an_own_number_is_no_finding_over_a_line_break_or_beside_another(text: str) -> None:
    assert said(text, limits=OWN) == []


@pytest.mark.parametrize(("text", "words"), [
    ("Call 0551 234 567\n020 7123 456 now.", "0551 234 567"), ("Call 0551 234 567 020 7123 456 now.", "0551 234 567"),
    ("Call +502 5512\n3491 now.", "+502 5512\n3491"), ("Call +502 5512 3490\n0551 234 567 now.", "0551 234 567"),
    ("Call +502 5512 3490 0551 234\n567 now.", "0551 234\n567"), ("Call 9955123490 now.", "9955123490"),
    ("Call 12345\n5512 3490, 0551 234\n567 now.", "0551 234\n567"),
])  # fmt: skip
def test_a_number_beside_an_own_number_is_found(text: str, words: str) -> None:
    """Also over a line break: the own number hides no digit of the other."""
    assert words in [spelt.strip() for _, _, spelt in said(text, limits=OWN)]
