"""The wording of a paper: kept with its row, used again, checked, and no way out of its own (papers.md 3.3, 4.3)."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.outgoing.output import OutputResult
from app.actions.outgoing.wording import KeptWording, hash_text
from app.actions.papers import paper_makers, register
from app.actions.records import destruction
from app.actions.release import known_names
from app.domain.frame import QUOTED, WORDED
from app.domain.leaks.leak_values import LeakAnswers, LeakClass
from app.domain.record import Record
from app.domain.sheet import Sheet
from app.errors import InputRefused
from app.store.vault import settings
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1
from tests.actions.test_released_names import NAME, case, key_of
from tests.flow.cast import Person

REST = LeakAnswers(replace_rest=True)
TEXT, WORDS = "They took him at a gate.", "Se llevaron a un dirigente en un portón."
SPANISH = {"description_open": WORDS, "defender_link": "Dirigió la huelga."}


def letter(
    vault: Vault, of: Record, wording: Sequence[KeptWording] = (), audience: str = "un", language: str = "es",
    name: str = "denunciation-letter",
) -> OutputResult:  # fmt: skip
    return paper_makers.make(vault, name, [of.ref], audience, language, answers=REST, wording=wording)


def worded(made: OutputResult, words: Mapping[str, str]) -> tuple[KeptWording, ...]:
    """Return wordings by the names of their fields."""
    return tuple(
        KeptWording(one.key, hash_text(one.text), words[name])
        for one in made.texts if (name := one.key.partition(".")[2]) in words
    )  # fmt: skip


def said(made: OutputResult) -> str:
    return " ".join(made.data("txt").decode().split())


def save(vault: Vault, made: OutputResult, path: Path) -> Record:
    return register.save(vault, register.paint(path, made))[0][0]


def saved(vault: Vault, path: Path) -> tuple[Record, Record]:
    """Return an incident, and the row of a Spanish letter about it with a wording of two texts."""
    _, event = f1(vault, *ALL)
    return event, save(vault, letter(vault, event, worded(letter(vault, event), SPANISH)), path)


def test_a_wording_is_kept_with_its_paper_and_used_for_the_same_paper_records_and_language(
    vault: Vault, tmp_path: Path
) -> None:
    event, row = saved(vault, tmp_path / "carta.txt")
    assert WORDS in " ".join((tmp_path / "carta.txt").read_text("utf-8").split())
    assert {one.words for one in register.read_wording(vault, row)} == {*SPANISH.values()}
    again = said(letter(vault, event))
    assert WORDS in again and "Dirigió la huelga." in again and TEXT not in again
    assert WORDS not in said(letter(vault, event, audience="regional")), "other readers can be allowed less"
    _, other = f1(vault, *ALL)
    report = letter(vault, event, name="incident-report")
    for made in (letter(vault, event, language="ar"), report, letter(vault, other)):
        assert TEXT in said(made) and WORDS not in said(made)


def test_a_wording_is_for_papers_to_the_same_audience_and_for_our_own(vault: Vault, tmp_path: Path) -> None:
    _, event = f1(vault, *ALL)
    ours = letter(vault, event, worded(letter(vault, event), SPANISH), "internal")
    save(vault, ours, tmp_path / "1.txt")
    assert WORDS in said(letter(vault, event, audience="internal"))
    assert WORDS not in said(letter(vault, event)) and TEXT in said(letter(vault, event))
    save(vault, letter(vault, event, worded(letter(vault, event), {"description_open": "Se lo llevaron."})),
         tmp_path / "2.txt")  # fmt: skip
    assert "Se lo llevaron." in said(letter(vault, event, audience="internal")), "the newest of all"


def test_the_newest_wording_wins_and_an_empty_one_leaves_the_text_as_written(vault: Vault, tmp_path: Path) -> None:
    event, _ = saved(vault, tmp_path / "1.txt")
    newer = letter(vault, event, worded(letter(vault, event), {"description_open": "Se lo llevaron."}))
    assert "Se lo llevaron." in said(newer) and "Dirigió la huelga." in said(newer)
    save(vault, newer, tmp_path / "2.txt")
    assert "Se lo llevaron." in said(letter(vault, event))
    save(vault, letter(vault, event, worded(letter(vault, event), {"description_open": ""})), tmp_path / "3.txt")
    assert TEXT in said(letter(vault, event)) and "Dirigió la huelga." in said(letter(vault, event))


def test_a_wording_of_a_changed_text_is_not_used_and_the_paper_waits_for_a_decision(
    vault: Vault, tmp_path: Path
) -> None:
    event, _ = saved(vault, tmp_path / "1.txt")
    records.edit(vault, event.ref, {"description_open": "They took two leaders at a gate."})
    made = letter(vault, event)
    assert WORDS not in str(made.content) and "Dirigió la huelga." in str(made.content)
    assert len(made.changed) == 1
    with pytest.raises(InputRefused, match="the text changed after it"):
        made.data("txt")
    with pytest.raises(InputRefused, match="the text changed after it"):
        register.paint(tmp_path / "2.txt", made)
    as_written = letter(vault, event, worded(made, {"description_open": ""}))
    save(vault, as_written, tmp_path / "3.txt")
    assert "They took two leaders" in said(letter(vault, event)), "no question a second time"


def test_a_wording_lets_no_text_out_that_the_resolver_holds_back(vault: Vault) -> None:
    """The description is for no public paper, whatever its wording says; and after a no there is no paper."""
    _, event = f1(vault, *ALL)
    inside = letter(vault, event, audience="internal", name="incident-report", language="en")
    words = {"description": "SHIBBOLETH", "description_open": "Open words."}
    wording = worded(inside, words) + tuple(
        KeptWording(f"{event.id.hex()}.{name}", hash_text(str(event.fields[name])), one) for name, one in words.items()
    )
    public = paper_makers.make(vault, "press-release", [event.ref], answers=REST, wording=wording)
    assert "SHIBBOLETH" not in str(public.content) and "Open words." in str(public.content)
    _, silent = f1(vault)
    forged = [KeptWording(f"{silent.id.hex()}.description_open", hash_text(TEXT), "SHIBBOLETH")]
    for audience in ("un", "network", "public"):
        for name in ("denunciation-letter", "incident-report", "press-release"):
            with suppress(InputRefused):
                assert "SHIBBOLETH" not in str(letter(vault, silent, forged, audience, name=name).content)


@pytest.mark.parametrize(("words", "kind"), [
    ("Llame al 5512 3490.", LeakClass.REACH), ("Preguntaron por Zorzal.", LeakClass.ALIAS),
    ("Placa P-123ABC.", LeakClass.NUMBER), ("En Puerto Quetzalito.", LeakClass.PLACE),
    ("Vino el señor Xicol.", LeakClass.UNKNOWN),
])  # fmt: skip
def test_the_leak_check_reads_the_wording(vault: Vault, words: str, kind: LeakClass) -> None:
    _, event = f1(vault, *ALL)
    records.add(vault, "actor", {"alias": "Zorzal"})
    wording = worded(letter(vault, event), {"description_open": words})
    made = paper_makers.make(vault, "denunciation-letter", [event.ref], "embassy", "es", wording=wording)
    assert kind in {one.kind for one in made.leaks.open}
    with pytest.raises(InputRefused):
        made.data("txt")
    assert words not in said(letter(vault, event, wording, "embassy"))


def test_a_real_name_in_a_wording_is_refused_in_every_paper(vault: Vault) -> None:
    """Names stay behind their password: the alias in a wording gets the name, as in each text."""
    person, whole = case(vault)
    key = key_of(vault, person)
    known_names.open_names(vault, key)
    names = paper_makers.OpenNames(key)
    found = paper_makers.make(vault, "embassy-letter", [whole], language="es")
    for audience in ("embassy", "internal"):
        with pytest.raises(InputRefused, match="real name"):
            paper_makers.make(vault, "embassy-letter", [whole], audience, "es", answers=REST, names=names,
                              wording=worded(found, {"summary_open": f"Se llevaron a {NAME}."}))  # fmt: skip
    made = paper_makers.make(vault, "embassy-letter", [whole], language="es", answers=REST, names=names,
                             wording=worded(found, {"summary_open": "Se llevaron a Heron."}))  # fmt: skip
    assert f"Se llevaron a {NAME}." in said(made) and "Heron" not in said(made)
    key.clear()


def notes(made: OutputResult) -> tuple[str, ...]:
    assert isinstance(made.content, Sheet)
    return made.content.notes


def test_a_paper_in_another_language_says_which_words_are_as_written(vault: Vault) -> None:
    """4.3: words of people stand as written, unless a wording was given; in their own language nothing is said."""
    _, event = f1(vault, *ALL)
    quoted = letter(vault, event)
    assert notes(quoted) == (QUOTED,) and notes(letter(vault, event, language="en")) == ()
    part = letter(vault, event, worded(quoted, {"description_open": WORDS}))
    assert notes(part) == (QUOTED, WORDED)
    every = {one.key.partition(".")[2]: "Una frase de la gente en su lengua." for one in quoted.texts}
    assert notes(letter(vault, event, worded(quoted, every))) == (WORDED,)
    records.edit(vault, event.ref, {"description_open": WORDS})
    link = worded(letter(vault, event), {"defender_link": "Dirigió la huelga."})
    assert notes(letter(vault, event, link)) == (WORDED,), "the other text is Spanish"
    records.edit(vault, event.ref, {"lang": "pt-BR"})
    assert notes(letter(vault, event, link)) == (QUOTED, WORDED), "the language of the record counts"
    assert "como se escribieron" in said(part) and "tradujimos" in said(part)


def test_nothing_of_a_wording_stays_after_its_record_is_destroyed(vault: Vault, tmp_path: Path) -> None:
    event, row = saved(vault, tmp_path / "1.txt")
    assert settings.list_settings(vault.con, "wording:")
    destruction.destroy(vault, destruction.look(vault, event.ref))
    assert settings.list_settings(vault.con, "wording:") == [] and register.read_wording(vault, row) == ()


def test_no_wording_with_the_alias_of_a_person_stays_after_that_person_is_destroyed(
    vault: Vault, tmp_path: Path
) -> None:
    event, _ = saved(vault, tmp_path / "1.txt")
    heron, _ = records.add(vault, "actor", {"alias": "Heron", "kind": "person"})
    ours = letter(vault, event, worded(letter(vault, event), {"defender_link": "Heron la buscaba."}), "internal")
    row = save(vault, ours, tmp_path / "2.txt")
    assert "Heron la buscaba." in {one.words for one in register.read_wording(vault, row)}
    destruction.destroy(vault, destruction.look(vault, heron.ref))
    left = [one.words for one in register.read_wording(vault, row)]
    assert "Heron la buscaba." not in left
    assert len(settings.list_settings(vault.con, "wording:")) >= 2, "wordings without her stay"


def test_the_command_line_shows_the_texts_and_takes_their_wording(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    given = {"title": "Raid", "date_start": "2026-11", "place": {"province": "North"},
             "description": "They burned the office."}  # fmt: skip
    event = ana.does("add", "event", given=given)["id"]
    common = [event, "--audience", "internal", "--language", "es"]
    shown = ana.does("output", "texts", "incident-report", *common)
    (row,) = (one for one in shown["texts"] if one["text"] == given["description"])
    assert row["wording"] == "" and "They burned the office." in shown["paper"]
    row["wording"] = "Quemaron la oficina."
    file, out = tmp_path / "words.json", tmp_path / "informe.txt"
    file.write_text(json.dumps(shown), "utf-8")
    made = ana.does("output", "make", "incident-report", str(out), *common, "--wording", str(file))
    assert "Quemaron la oficina." in out.read_text("utf-8") and made["wording"] == 1
    kept = {"key": row["key"], "wording": row["wording"]}
    assert ana.does("paper", "show", made["reference"])["wording"] == [kept]
    assert row["wording"] in ana.does("output", "texts", "incident-report", *common)["paper"]
    ana.does("edit", event, given={"description": "They burned both offices."})
    code, refused = ana.tries("output", "make", "incident-report", str(tmp_path / "2.txt"), *common)
    assert code == 5 and "the text changed after it: What happened" in refused["error"]["message"]
    for words in ("no", "[]", '{"texts": [{"key": 1, "text": 2, "wording": 3}]}', '{"texts": [{}]}',
                  '{"texts": [{"key": "a", "text": "b", "wording": "\\ud800"}]}'):  # fmt: skip
        file.write_text(words, "utf-8")
        code, _ = ana.tries("output", "make", "incident-report", str(tmp_path / "3.txt"), *common,
                            "--wording", str(file))  # fmt: skip
        assert code == 5 and not (tmp_path / "3.txt").exists(), words
