"""Compare names, and recognise texts that are no name: "Name withheld by police", "unknown man", "مجهول"."""

from app.domain.search_normalisation import fold, words

_UNTOLD = frozenset(fold(
    "withheld unknown unidentified unnamed anonymous anonymised anonymized nameless undisclosed redacted unreleased"
    " inconnu inconnue inconnus inconnues anonyme anonymes innommé innommée"
    " desconocido desconocida desconocidos desconocidas anónimo anónima anónimos anónimas"
    " مجهول مجهولة مجهولون مجهولين محجوب محجوبة"
).split())  # fmt: skip
"""A text with one of these words is not a name."""
_UNTOLD_TOGETHER = tuple(frozenset(fold(each).split()) for each in (
    "not known", "not named", "not identified", "not released", "not given", "not provided", "not disclosed",
    "no name", "john doe", "jane doe", "non identifié", "non identifiée", "sans nom", "sin nombre", "sin identificar",
    "no identificado", "no identificada", "غير معروف", "غير معروفة", "بلا اسم", "بدون اسم", "لم يذكر",
))  # fmt: skip
"""A text with all words of one of these is not a name."""
_ANYBODY = frozenset(fold(
    "the an of by and name none na nn tbd young old elderly armed unarmed adult minor"
    " man men woman women boy boys girl girls child children baby infant male female person people civilian civilians"
    " victim victims protester protesters protestor protestors demonstrator demonstrators resident residents student"
    " students villager villagers prisoner detainee group family relative relatives"
    " le la les un une et de nom homme hommes femme femmes enfant enfants garçon fille personne personnes civil civils"
    " victime victimes manifestant manifestante manifestants habitant habitants"
    " el los las una nombre hombre hombres mujer mujeres niño niña niños niñas persona personas víctima víctimas"
    " manifestantes joven"
    " اسم رجل رجال امرأة نساء طفل طفلة أطفال شاب شابة شخص أشخاص مدني مدنية مدنيون ضحية ضحايا متظاهر متظاهرة متظاهرون"
).split())  # fmt: skip
"""A text with only these words, numbers and single letters describes a person but names no one."""


def name_key(name: str) -> tuple[str, ...]:
    """Return the words of a name, equal for any order and spelling; empty if the text is not a name."""
    bare = set(words(name))
    untold = bool(bare & _UNTOLD) or any(bare >= together for together in _UNTOLD_TOGETHER)
    if untold or all(word in _ANYBODY or word.isdigit() or len(word) == 1 for word in bare):
        return ()
    return tuple(sorted(bare))
