"""Texts that others send to do harm, with the files that they name; none may be opened, and none may stop a screen."""

from pathlib import Path

BAIT = ("x.png", "style.css", "page.html", "bait.svg")
"""The files in the folder of the program that the texts name."""
BEGINS = "begins"
"""The file in the vault's folder that stands for the moment when the first page is opened."""
IMAGE = '<img src="x.png">'


def hostile(folder: Path) -> list[str]:
    """Return the texts; those with a path name files in this folder."""
    at, url = f"{folder}/x.png", (folder / "x.png").as_uri()
    markup = [
        IMAGE, f'<img src="{at}">', f"<img src='{url}'>", "<img src=x.png>", "<IMG\tSRC = x.png >", "< img src=x.png>",
        f'<img src="file:{at}"/>', '<img src="/dev/zero">', '<img src="file:///dev/zero" width=9 height=9>',
        '<img src="qrc:/qt-project.org/logos/pysidelogo.png">', '<img src="http://127.0.0.1:9/x.png">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        f'<body background="{at}">x', f'<table background="{at}"><td>x',
        f'<p style="background-image:url({at})">x', f"<style>p{{background:url('{at}')}}</style><p>x",
        f'<link rel="stylesheet" href="{folder}/style.css">', "<style>@import url(style.css);</style>",
        '<object data="bait.svg">', "<!DOCTYPE html><img src=x.png>", '<?xml version="1.0"?><img src="x.png"/>',
        "<qt><img src=x.png></qt>", "Wren <img src=x.png>", "  \t<img src=x.png>", "<ul type=disc><li>x",
        "<b>Wren</b> <a href='page.html'>x</a>", "</span></p><img src=x.png>", "&lt;img src=x.png&gt;&amp;", "&lt;b",
        "![](x.png) [x](page.html)", f"@{at}", url, at, "../x.png",
        ":/qt-project.org/styles/commonstyle/images/up-32.png",
    ]  # fmt: skip
    others = [
        "R&D && &quit", "{name} {n} {0} %s %1", "a|b", "Wren\u202edetcepsus\u202c", "\u2067Wren", "Wren\u2069\u2069 x",
        "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "Wren\0<img src=x.png>", "a\x1b[2J\x9b31m\x07\x08",
        "x\ud800y\udfff",
        "a\nb\r\nc\u2028d\u2029e", "\ufdd0\ufdd1\ufffc\uffff", "\u05d0\u05d1\u05d2", " ", "",
    ]  # fmt: skip
    return [*markup, *others, "x" * 1_000_000, "<b>" * 300_000, "\u05d0 \u202e" * 300_000]
