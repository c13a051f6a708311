"""The code lists that are shipped are whole, and unknown codes are shown but never written."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.domain.vocabulary import Vocabularies

FOLDER = Path(__file__).parents[2] / "resources" / "vocabularies"
SCHEMES = sorted(path.stem for path in FOLDER.glob("*.json"))
COUNTS = {
    "violation": 82,
    "country": 249,
    "gender_factor": 17,
    "defender_field": 25,
    "consent_purpose": 23,
    "chain": 7,
    "hrd_article": 20,
    "instrument": 25,
}


@pytest.fixture
def vocab() -> Vocabularies:
    return Vocabularies(FOLDER)


def raw(scheme: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{scheme}.json").read_text("utf-8"))
    return data


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_list_is_whole(scheme: str, vocab: Vocabularies) -> None:
    data = raw(scheme)
    assert data["scheme"] == scheme and data["version"] and data["source"]
    codes = [entry["code"] for entry in data["codes"]]
    assert len(codes) == len(set(codes)) == len(vocab[scheme].entries)
    labels = [entry["label"] for entry in data["codes"] if not entry.get("group")]
    for entry in data["codes"]:
        assert entry["label"].keys() >= {"en", "ar"}
        assert scheme == "currency" or re.search("[\u0600-\u06ff]", entry["label"]["ar"])
        assert all(text == text.strip() != "" for text in entry["label"].values())
        assert entry.get("group") or re.fullmatch(r"own|[0-9]{2,12}|[A-Z]{2,3}", entry["standard"])
        assert "parent" not in entry or entry["parent"] in codes
    for language in ("en", "ar"):
        assert len({label[language] for label in labels}) == len(labels), "two codes read the same"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_trimmed_codes_are_their_standard(scheme: str) -> None:
    for entry in raw(scheme)["codes"]:
        if not entry.get("group") and re.fullmatch(r"\d{12}", entry["standard"]) and entry["code"].isdigit():
            assert entry["code"] == re.sub("(00)+$", "", entry["standard"])


@pytest.mark.parametrize(("scheme", "count"), COUNTS.items())
def test_lists_have_as_many_codes_as_they_should(scheme: str, count: int, vocab: Vocabularies) -> None:
    assert len(vocab[scheme].codes) == count


def test_every_violation_can_be_said(vocab: Vocabularies) -> None:
    violation = vocab["violation"]
    for code in violation.codes:
        entry = violation.entries[code]
        assert entry.verb.keys() == entry.noun.keys() == {"en", "ar"}
        assert entry.verb["en"][0].islower() and entry.noun["en"][0].isupper()
        assert violation.entries[code[:3]].group
    assert violation.verb("LIB1", "en") == "arrested"
    assert violation.verb("LIB1", "ar") == "اعتقل"
    assert violation.noun("LIB3", "en") == "Enforced disappearance"
    assert violation.sdg("LIF6") == ("KILL", "TORT")
    assert violation.sdg("LIFA") == ()


def test_standard_numbers(vocab: Vocabularies) -> None:
    violation = vocab["violation"]
    assert violation.standard("INT1") == "020101000000"
    assert violation.standard("PRI4") == "040100000000"
    assert violation.standard("REP1") == violation.standard("none such") == ""


def test_the_number_of_an_instrument_is_read_with_its_zeros_or_without(vocab: Vocabularies) -> None:
    instrument = vocab["instrument"]
    assert {instrument.require(code) for code in ("2201", "220100", "220100000000")} == {"2201"}
    assert instrument.standard("2201") == "220100000000"
    assert instrument.require("010402") == "010402" and instrument.require("010400") == "0104"
    with pytest.raises(ValueError, match="instrument has no code '0105'"):
        instrument.require("0105")


def test_labels_fall_back(vocab: Vocabularies) -> None:
    sex = vocab["sex"]
    assert sex.label("02", "ar") == sex.label("sex:02", "ar-EG") == "أنثى"
    assert sex.label("02", "fr") == "féminin" and sex.label("02", "pt") == "female"
    assert sex.label("77", "en") == sex.label("sex:77", "ar") == sex.verb("77", "en") == "77"
    assert sex.verb("02", "en") == sex.noun("02", "en") == "female"
    assert vocab.label("violation:INT1", "en") == "beaten / assaulted"
    assert vocab.label("other_org:X1", "en") == "other_org:X1"
    assert vocab.label("no colon", "en") == "no colon"


def test_writing_is_strict(vocab: Vocabularies) -> None:
    assert vocab.require("violation", "INT1") == vocab.require("violation", "violation:INT1") == "INT1"
    assert vocab.resolve("sex:02") == ("sex", "02")
    with pytest.raises(ValueError, match=r"violation has no code 'INT' *. The nearest are INT1 \(beaten"):
        vocab.require("violation", "INT")
    with pytest.raises(ValueError, match=r"nearest are LIB1 \(arrested\)"):
        vocab.require("violation", "arrested")
    assert vocab.require("violation", "lib1") == vocab.require("violation", "030101000000") == "LIB1"
    with pytest.raises(ValueError, match="has no code '350100000000'"):
        vocab.require("violation", "350100000000")
    with pytest.raises(ValueError, match=r"has no code ''$"):
        vocab.require("violation", "")
    with pytest.raises(ValueError, match="scheme:code"):
        vocab.resolve("02")


@pytest.mark.parametrize("name", ["nothing", "../vocabularies/sex", "sex.json", "", "SEX", "/etc/passwd"])
def test_a_name_from_outside_stays_in_the_folder(name: str, vocab: Vocabularies) -> None:
    assert name not in vocab
    with pytest.raises(LookupError, match="no code list"):
        vocab[name]


def test_finding_in_a_slot(vocab: Vocabularies) -> None:
    violation = vocab["violation"]
    assert violation.find("thr fam", "en") == ["THR2", "THR5"]
    assert violation.find("اعتقل", "ar")[0] == "LIB1"
    assert vocab["country"].find("cote", "en") == ["CI"]
    assert vocab["consent_state"].find("yes", "en") == ["given", "given_by_other"]
    assert vocab["consent_state"].find("no", "en")[0] == "refused"
    assert vocab["country"].find("الاردن", "ar") == ["JO"]
    assert violation.find("", "en") == list(violation.codes)
    assert violation.find("zzz", "en") == []


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("not json")
    (tmp_path / "twice.json").write_text('{"scheme": "twice", "version": "1", "codes": [{"code": "a", "label": {}}, '
                                         '{"code": "a", "label": {}}]}')  # fmt: skip
    (tmp_path / "short.json").write_text('{"scheme": "short", "version": "1", "codes": [{"label": {}}]}')
    vocab = Vocabularies(tmp_path)
    assert list(vocab) == ["broken", "short", "twice"]
    for scheme in vocab:
        with pytest.raises(ValueError):
            vocab[scheme]


def test_the_word_list_is_the_published_one() -> None:
    data = (FOLDER.parent / "wordlists" / "eff_large.txt").read_bytes()
    words = data.decode("ascii").split("\n")[:-1]
    assert len(words) == len(set(words)) == 7776
    assert all(re.fullmatch("[a-z-]{3,9}", word) for word in words)
    assert hashlib.sha256(data).hexdigest() == "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"


def test_a_currency_is_found_by_its_name_and_its_label_stays_the_code(vocab: Vocabularies) -> None:
    currency = vocab["currency"]
    assert "USD" in currency.find("dollar", "en") and "USD" in currency.find("دولار", "ar")
    assert currency.say_option("USD", "en") == "USD, US Dollar" and currency.label("USD", "en") == "USD"
    assert vocab["violation"].say_option("LIB1", "en") == "arrested"
