"""The documentation as a site: it builds without a warning, and every link in it leads somewhere."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from docs.site.build import LANGUAGES, LIVE, build, make_page
from docs.site.words import CHINESE
from tests.support.browser import chromium

ROOT = Path(__file__).parents[2]


class Links(HTMLParser):
    """What a page links to and which places in it can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = {""}
        self.text = self.article = ""
        self.inside = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.inside |= tag == "article"
        self.places |= {found[name] or "" for name in ("id", "name") if name in found}
        self.links += [found[name] or "" for name in ("href", "src") if name in found and tag != "link"]

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "article"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.article += data if self.inside else ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    for language in LANGUAGES:
        assert build(out, language, notebooks=False) == 0
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {path.resolve(): Links(path) for path in pages_of(site)}


def pages_of(site: Path) -> Iterator[Path]:
    for path in site.rglob("*.html"):
        if not {"_modules", "_static", "_downloads"} & set(path.relative_to(site).parts):
            yield path


def test_every_page_of_the_repository_is_on_the_site_of_its_language(site: Path) -> None:
    for pattern in ("*.md", "docs/*.md", "notebooks/*.ipynb"):
        for page in ROOT.glob(pattern):
            folder = site / LANGUAGES["zh" if ".zh." in page.name else "en"]
            assert (folder / page.relative_to(ROOT).with_suffix(".html")).is_file(), page


def test_every_link_within_the_site_leads_to_a_page_and_a_place_in_it(pages: dict[Path, Links]) -> None:
    dead = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.name == LIVE:  # takes a minute to make
                continue
            known = target not in pages or unquote(parts.fragment) in pages[target].places
            if not (target.is_file() and known):
                dead.append((path.name, link))
    assert dead == []


def test_pages_lead_to_the_other_language(site: Path) -> None:
    for english, chinese in (("docs/concepts", "docs/concepts.zh"), ("README", "README.zh")):
        there = Links(site / f"{english}.html").links
        back = Links(site / "zh" / f"{chinese}.html").links
        up = "../" * english.count("/")
        assert f"{up}zh/{chinese}.html" in there
        assert f"{up}../{english}.html" in back


def test_every_page_leads_to_the_glossary(site: Path, pages: dict[Path, Links]) -> None:
    glossary = (site / "docs" / "glossary.html").resolve()
    without = [
        path.name
        for path, page in pages.items()
        if len(page.links) > 1  # the others only lead on to the first page
        and glossary not in {(path.parent / urlsplit(link).path).resolve() for link in page.links}
    ]
    assert without == []


def test_the_live_page_is_shown_on_its_page_in_both_languages(site: Path) -> None:
    for page in ("docs/page.html", "zh/docs/page.zh.html"):
        links = Links(site / page).links
        shown = [urlsplit(link) for link in links if LIVE in link]
        assert [(site / page).parent.joinpath(each.path).resolve() for each in shown] == [
            (site / LIVE).resolve()
        ] * 2
        assert {each.fragment for each in shown} == {"lang=zh" if ".zh." in page else "lang=en"}


@pytest.mark.full
def test_the_live_page_is_made(tmp_path: Path) -> None:
    assert make_page(tmp_path) == 0
    assert (tmp_path / LIVE).stat().st_size > 100_000


def test_the_api_has_every_public_name(pages: dict[Path, Links]) -> None:
    import oneplusone

    (api,) = [page for path, page in pages.items() if path.name == "api.html"]
    assert {f"oneplusone.{name}" for name in oneplusone.__all__} - api.places == set()


def test_no_word_meant_for_the_site_is_left_on_it(pages: dict[Path, Links]) -> None:
    assert [path.name for path, page in pages.items() if "<!-- site" in page.text] == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<a href="nowhere.html">x</a><a href="#nothing">y</a><p id="here">', "utf-8")
    with pytest.raises(AssertionError, match="nowhere"):
        test_every_link_within_the_site_leads_to_a_page_and_a_place_in_it({page: Links(page)})


def test_no_space_is_shown_where_a_line_is_broken_between_chinese_characters(site: Path) -> None:
    broken = re.compile(r"[\u4e00-\u9fff，。；：、]\n[\u4e00-\u9fff]")
    found = []
    for path in (site / "zh" / "docs").glob("*.zh.html"):
        prose = re.sub(r"<pre>.*?</pre>", "", path.read_text("utf-8"), flags=re.DOTALL)
        found += [(path.name, match) for match in broken.findall(prose)]
    assert found == []


def test_the_chinese_site_says_in_chinese_what_its_readers_press(site: Path) -> None:
    lesson = (site / "zh" / "notebooks" / "02_change_and_compare.zh.html").read_text("utf-8")
    assert "显示代码" in lesson
    assert re.findall(r"Show code|Hide code|Search\.\.\.", lesson) == []


def test_the_search_of_both_languages_names_a_stemmer_that_it_brings(site: Path) -> None:
    for folder in LANGUAGES.values():
        data = (site / folder / "_static" / "language_data.js").read_text("utf-8")
        (name,) = re.findall(r"window\.Stemmer = (\w+)", data)
        assert f"{name}=function" in data.replace(" ", "")


TERMS = ["合同", "基准", "信任", "换届", "困境", "情景", "评估", "声望", "先验", "增益", "消费券", "公共价值"]


def test_the_search_finds_every_page_that_has_a_chinese_word(site: Path, pages: dict[Path, Links]) -> None:
    chinese = {path: page for path, page in pages.items() if path.is_relative_to((site / "zh").resolve())}
    with chromium() as browser:
        opened = browser.new_page(offline=True)
        for term in TERMS:
            opened.goto(f"{(site / 'zh' / 'search.html').as_uri()}?q={term}")
            opened.wait_for_function("document.querySelector('p.search-summary')?.innerText")
            links = opened.eval_on_selector_all("#search-results li a", "all => all.map(one => one.href)")
            found = {Path(unquote(urlsplit(link).path)).resolve() for link in links}
            have = {path for path, page in chinese.items() if term in page.article}
            assert found == have != set(), term


def test_no_page_is_wider_than_a_telephone_or_asks_for_anything_from_elsewhere(site: Path) -> None:
    wide, asked, pages = (
        [],
        [],
        [
            path
            for path in pages_of(site)
            if path.name != LIVE and "http-equiv" not in path.read_text("utf-8")
        ],
    )
    assert len(pages) > 50
    with chromium() as browser:
        opened = browser.new_page(viewport={"width": 390, "height": 844}, offline=True)
        opened.on("request", lambda sent: asked.append(sent.url))
        for path in pages:
            opened.goto(path.as_uri(), wait_until="domcontentloaded")
            if opened.evaluate("document.documentElement.scrollWidth") > 390:
                wide.append(path.relative_to(site))
    assert wide == []
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []


def small_site(folder: Path, lesson: nbformat.NotebookNode, language: str = "en") -> tuple[str, str]:
    """Build a site of one lesson; return its page and what is shown meanwhile."""
    name = f"a_lesson.{language}"
    (folder / "notebooks").mkdir()
    nbformat.write(lesson, folder / "notebooks" / f"{name}.ipynb")
    (folder / "toc.yml").write_text(f"root: notebooks/{name}", "utf-8")
    line = [sys.executable, "-m", "sphinx", "-q", "-c", str(ROOT / "docs" / "site")]
    line += ["-d", str(folder / "made"), "-D", f"external_toc_path={folder / 'toc.yml'}"]
    built = subprocess.run(
        [*line, str(folder), str(folder / "out")],
        check=True, capture_output=True, text=True, env={**os.environ, "SITE_LANGUAGE": language},
    )  # fmt: skip
    return (folder / "out" / "notebooks" / f"{name}.html").read_text("utf-8"), built.stderr


def test_a_build_says_which_page_of_how_many_it_is_at(tmp_path: Path) -> None:
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A lesson")])
    _, shown = small_site(tmp_path, lesson)
    for part in ("reading", "writing"):
        assert re.search(rf"en: {part}: 100%.* 1/1 .*notebooks/a_lesson\.en", shown), shown


def test_what_a_reader_of_the_chinese_site_presses_is_named_in_chinese(tmp_path: Path) -> None:
    """All that stands on a page and is pressed, or is read aloud by a screen reader."""
    cells = [nbformat.v4.new_markdown_cell("# 一节课\n\n## 一\n\n## 二"), nbformat.v4.new_code_cell("1")]
    page, _ = small_site(tmp_path, nbformat.v4.new_notebook(cells=cells), "zh")
    said = re.findall(r'(?:title|aria-label|placeholder)="([^"]+)"', page)
    assert {CHINESE["Color mode"], CHINESE["Toggle primary sidebar"], CHINESE["Main"]} <= set(said)
    assert [word for word in said if not re.search("[一-鿿]", word)] == []
    assert [word for word in CHINESE if f">{word}<" in page] == []


def test_a_widget_is_shown_by_its_sentence_and_brings_no_script_of_others(tmp_path: Path) -> None:
    """Where the lessons are run, Sphinx would let their widgets be drawn by scripts of a public server."""
    view, state = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
    model = {"model_name": "LayoutModel", "model_module": "@jupyter-widgets/base", "state": {}}
    shown = {
        view: {"version_major": 2, "version_minor": 0, "model_id": "a"},
        "text/html": "<p>a sentence</p>",
    }
    lesson = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# A lesson"),
            nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("display_data", shown)]),
        ],
        metadata={"widgets": {state: {"version_major": 2, "version_minor": 0, "state": {"a": model}}}},
    )
    page, _ = small_site(tmp_path, lesson)
    assert "<p>a sentence</p>" in page
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:https?:|jupyter)[^>]*>", page) == []
