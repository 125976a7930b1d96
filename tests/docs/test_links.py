"""Every link of a page of Markdown leads somewhere where the code is kept: to a file, to a heading in it."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    path for place in ("*.md", "docs/*.md", "notebooks/*.md", "examples/*.md") for path in ROOT.glob(place)
]
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")

pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())


def links(text):
    return LINK.findall(CODE.sub("", text))


@cache
def places(path):
    """What can be linked to in a page: its headings as code hosts name them, and its own marks."""
    text = path.read_text("utf-8")
    heads = re.findall(
        r"^#{1,6} +(.+?)\s*$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.MULTILINE
    )
    found = re.findall(r'<a (?:id|name)="([^"]+)"', text)
    for head in heads:
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", head)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        again = sum(
            each == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", each) is not None for each in found
        )
        found.append(f"{slug}-{again}" if again else slug)
    return set(found)


def dead(path, text):
    """The links of a text at this place that lead nowhere; of the web, those that are no addresses."""
    for link in links(text):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if parts.scheme not in ("https", "http") or "." not in parts.netloc:
                yield link
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        anchored = not parts.fragment or target.suffix != ".md"
        if not target.exists() or not (anchored or unquote(parts.fragment) in places(target)):
            yield link


@pages
def test_every_link_leads_somewhere(path):
    assert list(dead(path, path.read_text("utf-8"))) == []


def test_links_that_lead_nowhere_are_found():
    start = ROOT / "docs/start.md"
    sound = "[a](concepts.md) [b](#without-make) [c](https://example.org/x_(y)) `[d](code)`"
    assert list(dead(start, sound)) == []
    broken = ["nowhere.md", "#nothing", "concepts.md#nothing", "https://nowhere", "ftp:x"]
    assert list(dead(start, " ".join(f"[x]({each})" for each in broken))) == broken
    assert sum(len(links(path.read_text("utf-8"))) for path in PAGES) > 500
