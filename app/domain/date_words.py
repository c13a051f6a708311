"""The words for dates in each language of the window, folded; patterns are alternatives of regular expressions."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from app.domain.search_normalisation import fold


@frozen
class DateWords:
    """The words of one language.

    `days` counts from today (yesterday -1). `seasons` gives the first month of the northern season. `ago` and `hence`
    have one group for the count and unit ("(.+) ago"); each of `spans` has two groups, the ends. `one` is the count
    that is written as a word.
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]
    units: Mapping[str, str]
    seasons: Mapping[str, int]
    about: str
    before: str
    since: str
    after: str
    last: str
    next: str
    ago: str
    hence: str
    spans: Sequence[str]
    filler: str
    afternoon: str
    morning: str
    one: str = "one"
    duals: Mapping[str, tuple[int, str]] = field(factory=dict)

    def __hash__(self) -> int:
        return id(self)


def _numbered(text: str, first: int = 1) -> dict[str, int]:
    """Map the words in "a b|c" to numbers: | separates words of one number, an underscore is a space in a name."""
    groups = enumerate(text.split(), first)
    return {fold(word.replace("_", " ")): number for number, group in groups for word in group.split("|")}


def _units(**words: str) -> dict[str, str]:
    """Map the words of each unit, divided by spaces, to the unit."""
    return {fold(word): unit for unit, group in words.items() for word in group.split()}


def _any(text: str) -> str:
    """Return one pattern of words divided by |, folded; an underscore is a space."""
    return "|".join(fold(word.replace("_", " ")) for word in text.split("|"))


ENGLISH = DateWords(
    months=_numbered(
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
        "september|sept|sep october|oct november|nov december|dec"
    ),
    weekdays=_numbered(
        "monday|mon tuesday|tue|tues wednesday|wed thursday|thu|thurs friday|fri saturday|sat sunday|sun", 0
    ),
    days=_numbered(
        "day_before_yesterday|the_day_before_yesterday yesterday today tomorrow "
        "day_after_tomorrow|the_day_after_tomorrow",
        -2,
    ),
    units=_units(day="day days", week="week weeks", month="month months", year="year years"),
    seasons={"spring": 3, "summer": 6, "autumn": 9, "fall": 9},
    about=r"about|around|approximately|approx\.?|circa|ca\.?|c\.|roughly",
    before="before|until|by",
    since="since",
    after="after",
    last="last|past",
    next="next|coming|this coming",
    ago="(.+) ago",
    hence="in (.+)",
    spans=("(?:between|from) (.+) (?:and|to|until) (.+)", "(.+) (?:to|until) (.+)"),
    filler="on|in|the|of|at",
    afternoon=r"p\.?m\.?",
    morning=r"a\.?m\.?",
    one="an?|one",
)
_ARABIC = DateWords(
    months=_numbered(
        "يناير|كانون_الثاني|جانفي فبراير|شباط|فيفري مارس|آذار|اذار أبريل|نيسان|أفريل مايو|أيار|ماي يونيو|حزيران|جوان "
        "يوليو|تموز|جويلية أغسطس|آب|أوت سبتمبر|أيلول أكتوبر|تشرين_الأول نوفمبر|تشرين_الثاني ديسمبر|كانون_الأول"
    ),
    weekdays=_numbered("الاثنين|الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد", 0),
    days=_numbered("أول_أمس|أول_البارحة أمس|البارحة|مبارح|امبارح اليوم غدا|بكرة|بكرا بعد_غد|بعد_بكرة", -2),
    units=_units(
        day="يوم أيام يوما",
        week="أسبوع أسابيع أسبوعا الأسبوع",
        month="شهر أشهر شهور شهرا الشهر",
        year="سنة سنوات سنين عام أعوام عاما السنة العام",
    ),
    seasons={fold(word): month for word, month in (("ربيع", 3), ("صيف", 6), ("خريف", 9))},
    about=_any("حوالي|نحو|تقريبا|قرابة"),
    before=fold("قبل"),
    since=fold("منذ"),
    after=fold("بعد"),
    last=_any("الماضي|الماضية|الفائت|الفائتة"),
    next=_any("القادم|القادمة|المقبل|المقبلة"),
    ago=f"(?:{_any('قبل|منذ')}) (.+)",
    hence=f"{fold('بعد')} (.+)",
    spans=(f"(?:{_any('بين|من')}) (.+) (?:{_any('إلى|حتى|و')}) ?(.+)", f"(.+) (?:{_any('إلى|حتى')}) (.+)"),
    filler=_any("يوم|في|الساعة|بتاريخ"),
    afternoon=_any("م|مساء|عصرا|ظهرا"),
    morning=_any("ص|صباحا|فجرا"),
    duals={
        fold(word): (2, unit)
        for word, unit in (("يومين", "day"), ("أسبوعين", "week"), ("شهرين", "month"), ("سنتين", "year"))
    },
)
_SPANISH = DateWords(
    months=_numbered(
        "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago "
        "septiembre|setiembre|sept|sep octubre|oct noviembre|nov diciembre|dic"
    ),
    weekdays=_numbered("lunes|lun martes|mar miércoles|mié jueves|jue viernes|vie sábado|sáb domingo|dom", 0),
    days=_numbered("anteayer|antes_de_ayer|antier ayer hoy mañana pasado_mañana", -2),
    units=_units(day="día días", week="semana semanas", month="mes meses", year="año años"),
    seasons={"primavera": 3, "verano": 6, "otono": 9},
    about=r"hacia|alrededor de|alrededor del|aproximadamente|aprox\.?|sobre el|sobre|unos|unas|mas o menos",
    before="antes de|antes del|hasta|hasta el",
    since="desde|desde el",
    after="despues de|despues del|a partir de|a partir del",
    last="pasado|pasada|ultimo|ultima",
    next="proximo|proxima|que viene",
    ago="hace (.+)",
    hence="(?:dentro de|en) (.+)",
    spans=("(?:entre|de|del|desde) (.+) (?:y|a|al|hasta) (.+)", "(.+) (?:a|al|hasta) (.+)"),
    filler="el|la|los|las|de|del|en|a|dia",
    afternoon=r"p\.? ?m\.?|tarde|noche",
    morning=r"a\.? ?m\.?|manana|madrugada",
    one="un|una|uno",
)
_FRENCH = DateWords(
    months=_numbered(
        "janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août septembre|sept octobre|oct "
        "novembre|nov décembre|déc"
    ),
    weekdays=_numbered("lundi|lun mardi|mar mercredi|mer jeudi|jeu vendredi|ven samedi|sam dimanche|dim", 0),
    days=_numbered("avant-hier|avant_hier hier aujourd'hui|aujourd’hui demain après-demain|après_demain", -2),
    units=_units(day="jour jours", week="semaine semaines", month="mois", year="an ans année années"),
    seasons={"printemps": 3, "ete": 6, "automne": 9},
    about=r"vers le|vers|environ|env\.?|autour du|autour de|a peu pres",
    before="avant le|avant|jusqu['’]au|jusqu['’]a|jusqu['’]en",
    since="depuis le|depuis",
    after="apres le|apres|a partir du|a partir de",
    last="dernier|derniere|passe|passee",
    next="prochain|prochaine",
    ago="il y a (.+)",
    hence="dans (.+)",
    spans=("(?:entre le|entre|du|de) (.+) (?:et le|et|au|a) (.+)", "(.+) (?:au|a|jusqu['’]au) (.+)"),
    filler="le|la|l|du|de|en|a|au",
    afternoon=r"p\.?m\.?|soir|apres-midi",
    morning=r"a\.?m\.?|matin",
    one="un|une",
)
LANGUAGES: Mapping[str, DateWords] = {"en": ENGLISH, "ar": _ARABIC, "es": _SPANISH, "fr": _FRENCH}
"""The words by language code."""
