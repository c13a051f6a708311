"""Networks and the directory from the command line: from what is written down to what leaves, and in again."""

from pathlib import Path

from tests.actions.test_directory import EGRET, HERON, NEVER, RAIL
from tests.actions.test_participants import NETWORK, OFFERS
from tests.flow.cast import Person


def test_networks_and_a_directory_from_entry_to_output(tmp_path: Path) -> None:
    ana, ben = Person(tmp_path, "ana").creates(), Person(tmp_path, "ben").creates()
    network = ana.does("add", "network", given=NETWORK)
    found = ana.does("coverage", network["ref"])
    assert found["gaps"] == ["Tres Ceibas"] and found["without_district"] == ["Plover"]
    assert [row["wrong"] for row in ana.does("seats", network["ref"])["seats"]] == [
        ["not ratified in time"], ["no holder"]
    ]  # fmt: skip
    decisions = ana.does("decisions", network["ref"])["decisions"]
    assert sorted(why for row in decisions for why in row["wrong"]) == ["no person responsible", "overdue"]
    offer, request = (ana.does("add", "offer", given=OFFERS[n])["ref"] for n in (0, 1))
    (match,) = ana.does("match")["matches"]
    assert (match["offer"], match["request"], match["missing"]) == (offer, request, ["kind"])
    assert ana.does("match", "--apart", offer, request)["matches"] == []
    ana.does("add", "actor", given={"alias": "Smew", "foreign_defender": True, "region": "Far hills"})
    apart = ana.does("isolated")
    assert [row["title"] for row in apart["isolated"]] == ["Smew"] == [row["title"] for row in apart["from_abroad"]]

    contacts = [ana.does("add", "contact", given=given)["ref"] for given in (HERON, EGRET, RAIL)]
    tried = ana.does("channel", "test", contacts[0], "--channel", "1", "--result", "works")
    assert tried["fields"]["test_result"] == "works"
    assert ana.does("directory", "list")["audiences"] == ["embassies", "Members"]
    for form in ("html", "txt", "csv", "vcf"):
        file = tmp_path / f"directory.{form}"
        ana.does("directory", "make", str(file), "--for", "members")
        data = file.read_bytes()
        assert b"Heron" in data and not any(word in data for word in NEVER)
    assert ana.tries("directory", "make", str(tmp_path / "press.csv"), "--for", "press")[0] == 5
    assert ben.does("import", str(tmp_path / "directory.vcf"))["added"] == 2
    assert ben.does("directory", "list")["audiences"] == []
