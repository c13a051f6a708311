"""Words inside text without spaces are found, wherever they stand in it, and other words are not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.kernel import records
from app.domain.search_normalisation import fold, split_scripts
from app.store.records.search import Query
from app.store.vault import index
from app.store.vault.connection import connect
from app.store.vault.open_vault import Vault
from tests.store.test_search import ONE_VAULT

SENTENCES = {  # invented; words that stand in each, then what does not
    "ရဲများသည် ရွာသားသုံးဦးကိုဖမ်းဆီးခဲ့သည်။": (["ရွာသား", "ဖမ်းဆီး", "သုံးဦး"], "ရန်ကုန်"),
    "ตำรวจจับกุมชาวบ้านสามคนที่ตลาดเมื่อเช้านี้": (["จับกุม", "ชาวบ้าน", "ตลาด", "เช้า"], "ทหาร"),
    "ប៉ូលិសបានចាប់ខ្លួនអ្នកភូមិបីនាក់នៅផ្សារ។": (["ចាប់ខ្លួន", "អ្នកភូមិ", "ផ្សារ"], "ទាហាន"),
    "ຕຳຫຼວດຈັບຊາວບ້ານສາມຄົນຢູ່ຕະຫຼາດ": (["ຊາວບ້ານ", "ຕະຫຼາດ", "ຈັບ"], "ທະຫານ"),
    "警察今天早上在市场拘留了三名村民。": (["拘留", "村民", "市场", "三名村民"], "士兵"),
    "けさ市場で村人三人が警察に連行された。": (["村人", "連行", "警察に", "けさ"], "兵士"),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_inside_a_sentence_are_found_and_others_are_not(vault: Vault, sentence: str) -> None:
    for text in SENTENCES:
        records.add(vault, "event", {"title": f"Case {text[:3]}", "description": text})
    inside, outside = SENTENCES[sentence]
    for word in inside:
        (found,) = records.find(vault, Query("event", text=word))
        assert found.fields["description"] == sentence, word
        assert records.count_matches(vault, Query("event", text=word)) == 1
        assert len(records.find(vault, Query(text=f"case {word}"))) == 1, "with a word of another script"
        assert records.find(vault, Query("event", text=f"nowhere {word}")) == []
        assert len(records.find(vault, Query("event", text=word, where=(("title", f"Case {sentence[:3]}"),)))) == 1
    assert records.find(vault, Query("event", text=outside)) == []


def test_pairs_that_stand_apart_are_no_word(vault: Vault) -> None:
    made, _ = records.add(vault, "event", {"description": "北京。京市, 南京市 山"})
    for text, times in {"北京市": 0, "市南": 0, "南京市": 1, "山": 1, "市": 1, "l山": 0}.items():
        assert records.count_matches(vault, Query("event", text=text)) == times, text
    records.edit(vault, made.id.hex(), {"description": "上海"})
    assert [records.count_matches(vault, Query("event", text=text)) for text in ("南京", "上海")] == [0, 1]
    records.remove(vault, made.id.hex())
    assert records.count_matches(vault, Query("event", text="上海")) == 0


def test_tone_marks_and_digits_may_be_left_out_or_written_another_way(vault: Vault) -> None:
    records.add(vault, "event", {"description": "ร้านค้าที่๑๒ ชาวบ้าน ၁၉၈၈ခုနှစ် がき"})
    for text in ("รานคา", "ร้านค้า", "12", "ชาวบาน", "1988", "ခုနှစ်", "がき", "か\u3099き"):
        assert records.count_matches(vault, Query("event", text=text)) == 1, text
    assert records.count_matches(vault, Query("event", text="かき")) == 0, "another word"


def test_a_question_as_long_as_a_page_is_answered(vault: Vault) -> None:
    page = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
    records.add(vault, "event", {"description": page})
    assert records.count_matches(vault, Query("event", text=page[100:2900])) == 1


@ONE_VAULT
@given(
    text=st.text(st.sampled_from("กรุงเทพน้ำရန်ကုန်မြို့ភ្នំពេញວຽງຈັນ北京市東京がカ々 a1,ب"), min_size=2, max_size=30),
    data=st.data(),
)
def test_any_part_of_a_run_is_found(vault: Vault, text: str, data: st.DataObject) -> None:
    runs = [run for run in split_scripts(text)[1] if len(run) > 1]
    if not runs:
        return
    made, _ = records.add(vault, "event", {"description": text})
    run = data.draw(st.sampled_from(runs))
    at = data.draw(st.integers(0, len(run) - 2))
    part = run[at : data.draw(st.integers(at + 2, len(run)))]
    assert made.id in {r.id for r in records.find(vault, Query("event", text=part, limit=None))}
    for other in records.find(vault, Query("event", text=part, limit=None)):
        assert part in fold(str(other.fields["description"])), "and nothing that does not hold it"


def test_text_with_spaces_writes_nothing_into_the_second_index() -> None:
    """What a save in Latin or Arabic script costs stays what it was."""

    con = connect(Path(":memory:"), None)
    index.put(con, 1, "Taken from home أحمد दिल्ली 서울")
    assert con.execute("SELECT count(*) FROM pairs_docsize").fetchone() == (0,)
    index.drop(con, 1)
    assert con.execute("SELECT count(*) FROM words WHERE words MATCH 'home'").fetchone() == (0,)
    con.close()
