"""Areas from the command line: added, loaded from a table, listed, chosen for a word, and searched in."""

from pathlib import Path

from tests.flow.cast import Person


def test_areas_from_entry_to_search(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    assert len(ana.does("area", "list", "GT")["areas"]) == 22 and ana.does("area", "list")["areas"] == []
    chajul = ana.does(
        "area", "add", "Chajul", "--level", "admin2", "--in", "GT-14", "--other-name", "San Gaspar Chajul"
    )
    assert chajul["ref"].startswith("AR-")
    table = tmp_path / "villages.csv"
    table.write_text("name,level,code,around\nXix,locality,X1,chajul\n,locality,X2,chajul\n", "utf-8")
    assert ana.tries("area", "load", str(table))[0] == 5
    assert ana.does("area", "list", "San Gaspar Chajul")["areas"] == []
    table.write_text("name,level,code,around\nXix,locality,X1,chajul\n", "utf-8")
    assert ana.does("area", "load", str(table))["added"] == 1
    assert [area["name"] for area in ana.does("area", "list", "san gaspar chajul")["areas"]] == ["Xix"]
    ana.does("add", "contact", given={"display_name": "Ben", "reach_where": ["La Paz"]})
    (word,) = ana.does("area", "unresolved")["words"]
    assert [area["id"] for area in word["areas"]] == ["BO-L", "HN-LP", "SV-PA"]
    assert ana.does("area", "unresolved", "--choose", "La Paz", "HN-LP")["words"] == []
    ana.does("add", "event", given={"title": "Taken", "place": {"name": "Xix"}})
    ana.does(
        "add", "event", given={"title": "Beaten", "place": {"name": "Nebaj", "province": "Quiche", "country": "GT"}}
    )
    assert [row["title"] for row in ana.does("search", "in Chajul")["records"] if row["kind"] == "event"] == ["Taken"]
    assert ana.does("search", "in El Quiché", "--kind", "event")["total"] == 2
