"""Times of day in words, and dates of the Hijri and Jalali calendars, in folded text. Durations are none."""

import re

from app.domain.search_normalisation import fold


def _any(text: str) -> str:
    """Return one pattern of folded words; an underscore is a space or a hyphen, and an apostrophe can be missing."""
    words = sorted((fold(word) for word in text.split()), key=len, reverse=True)
    return "|".join(re.escape(word).replace("_", "[ -]").replace("'", "['’]?") for word in words)


_EN = "one two three four five six seven eight nine ten eleven twelve"
_ES = "una dos tres cuatro cinco seis siete ocho nueve diez once doce"
_FR = "une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt"
_AR = "الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة الحادية_عشرة الثانية_عشرة"
_BEFORE = r"(?:(?<=\bat )|(?<=\bby )|(?<=\babout )|(?<=\baround )|(?<=\buntil )|(?<=\bbefore )|(?<=\bafter ))"
_PART = "in the (?:morning|afternoon|evening)|at night"
_SPANISH_PART = f"de la (?:{_any('mañana tarde noche madrugada')})|en punto"
_FRENCH_PART = f"du (?:matin|soir)|de l['’]{fold('après')}[ -]midi"
CLOCK_WORDS = re.compile(
    rf"\b(?:half[ -]past|(?:a )?quarter[ -](?:past|to)|(?<=\bat )half) (?:{_any(_EN)})\b"
    rf"|\b(?:{_any(_EN)}) o['’]?clock\b"
    rf"|{_BEFORE}(?:{_any(_EN)})(?:[ -](?:fifteen|thirty|forty[ -]five))?(?= (?:{_PART})\b)"
    rf"|{_BEFORE}(?:1[0-2]|[1-9])(?= (?:{_PART})\b)|(?<=\bat )(?:noon|midnight|midday)\b"
    rf"|(?<=\ba )(?:mediodia|medianoche|midi|minuit)\b|\ba las? (?:{_any(_ES)}|\d{{1,2}})(?=\s*(?:[.,;!?)]|$))"
    rf"|\b(?:a|vers) (?:[01]?\d|2[0-3]) ?h(?:eures?)?(?: ?[0-5]\d)?\b(?! d['’e])"
    rf"|\b(?:{_any(_FR)}) heures (?:dix|quinze|vingt|trente|quarante|cinquante)\b(?! d['’e])"
    rf"|\b(?:{_any(_AR)}) (?:و|الا ?)(?:{_any('النصف نصف الربع ربع الثلث ثلث')})\b"
    rf"|\blas? (?:{_any(_ES)}) (?:y|menos) (?:media|cuarto)\b"
    rf"|\blas? (?:{_any(_ES)})(?: (?:y|menos) \w+)?(?= (?:{_SPANISH_PART})\b)"
    rf"|\b(?:{_any(_FR)}) heures?(?: et (?:demie?|quart)| moins le quart)?(?= (?:{_FRENCH_PART})\b)"
    rf"|\b(?:a|vers) (?:{_any(_FR)}) heures?(?: et (?:demie?|quart)| moins le quart)?\b(?! d['’e])"
    rf"|\b(?:{fold('الساعة')}) (?:{_any(_AR)})(?: (?:و|الا ?)(?:{_any('النصف نصف الربع ربع الثلث ثلث')}))?\b"
)
"""A time such as "half past five"; the part of the day after it stays."""
_NTH = "first second third fourth fifth sixth seventh eighth ninth"
_NTHS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
_DIAS = (
    "trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve treinta treinta_y_uno primero uno"
)
DAYS = (
    rf"(?:(?:(?:twenty|thirty)[ -])?(?:{_any(_NTH)})|{_any(_NTHS)}|thirtieth)\s+of\s+"
    rf"|(?:{_any(_ES)}|{_any(_DIAS)})\s+de\s+"
    rf"|(?<=\ble )(?:(?:vingt|trente|dix)[ -](?:et[ -])?)?(?:{_any(_FR)}|un|premier|trente)\s+"
)
"""The day of a month in words, up to the name of the month."""
_MONTHS = _any(
    "محرم صفر ربيع_الأول ربيع_الآخر ربيع_الثاني جمادى_الأولى جمادى_الآخرة جمادى_الثانية رجب شعبان رمضان شوال "
    "ذو_القعدة ذي_القعدة ذو_الحجة ذي_الحجة muharram safar rabi'_al_awwal rabi'_al_thani jumada_al_awwal "
    "jumada_al_thani rajab sha'ban ramadan ramadhan ramadán shawwal dhu_al_qa'da dhu_al_qi'da dhu_al_hijja "
    "rabi'_i rabi'_ii jumada_i jumada_ii rayab sha'aban chaaban shaaban dhul_hijja dhul_hijjah dhu_al_hijjah zul_hijja "
    "farvardin ordibehesht khordad mordad shahrivar mehr bahman esfand فروردین اردیبهشت خرداد مرداد شهریور بهمن اسفند"
)
_DAY, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"1[34]\d\d"
OTHER_DATES = re.compile(
    rf"(?:(?<![\d./-]){_DAY}(?:st|nd|rd|th)?\s(?:(?:of|de|{fold('من')}|{fold('شهر')})\s){{0,2}}|\b(?:{DAYS}))"
    rf"(?P<name>{_MONTHS})\b"
    rf"(?:,?\s(?:(?:de|{_any('سنة عام لعام')})\s)?{YEAR}\b)?"
    rf"|\b(?:{_MONTHS})\s{_DAY}(?:st|nd|rd|th)?\b(?:,?\s\(?{YEAR}\b\)?)?"
    rf"|(?<![\d./-]){_DAY}(?P<sep>[./-]){_DAY}(?P=sep){YEAR}(?![./-]?\d)"
    rf"|(?<![\d./-]){YEAR}(?P<sep2>[./-])(?:0[1-9]|1[0-2])(?P=sep2){_DAY}(?![./-]?\d)"
)
"""A day of the Hijri calendar with the name of its month, or a day with a Hijri or Jalali year in digits."""
