"""How the documentation becomes a site: one build a language, from the pages as they stand in the repository.

`python -m docs.site.build` builds both. The pages are plain Markdown, readable where the code is kept, and
Sphinx reads them there, so that the links between them hold in both places. What only a site can show stands
in a page as a comment, `<!-- site: NAME -->`.
"""

from __future__ import annotations

import os
import re
import sys
from importlib.metadata import version as installed
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
# Jupyter's checks of addresses compile 38 grammars when they are imported, for 3 seconds; pages have none.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from docs.site.progress import Shown  # noqa: E402
from docs.site.search import SearchBoth  # noqa: E402
from docs.site.words import add_words  # noqa: E402

LANGUAGE = os.environ.get("SITE_LANGUAGE", "en")
OTHER = {"en": "zh", "zh": "en"}[LANGUAGE]
HOME = {"en": "", "zh": "zh/"}
"""Where each language's site stands."""

project = "1 + 1 > 2"
author = "oneplusone maintainers"
project_copyright = "oneplusone maintainers, MIT"
version = release = installed("oneplusone")
language = {"en": "en", "zh": "zh_CN"}[LANGUAGE]

extensions = [
    "sphinx_external_toc",
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
]
external_toc_path = str(Path(__file__).with_name(f"{LANGUAGE}.yml"))


def of(name: str) -> list[str]:
    """The pages of a language, by pattern."""
    if name == "zh":
        return ["*.zh.md", "docs/*.zh.md", "notebooks/*.zh.ipynb"]
    return ["*.md", "docs/*.md", "notebooks/*.en.ipynb"]


include_patterns = of(LANGUAGE)
include_patterns.append(BOTH := "notebooks/README.md")
exclude_patterns = [] if LANGUAGE == "zh" else of("zh")
# Sphinx walks, twice, through every folder that is not excluded: environments and results too.
exclude_patterns += [
    path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in {"docs", "notebooks"}
]

myst_enable_extensions = ["dollarmath", "attrs_inline", "colon_fence"]
myst_heading_anchors = 4
myst_url_schemes = {
    "http": None,
    "https": None,
    "mailto": None,
    "site": {"url": "{{path}}"},
    "site-place": {"url": "{{path}}#{{fragment}}"},
}
suppress_warnings = ["misc.highlighting_failure"]  # what a terminal shows has no grammar
nb_execution_mode = os.environ.get("SITE_NOTEBOOKS", "off")
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_execution_cache_path = str(ROOT / "build" / "notebooks")
nb_execution_show_tb = True
nb_code_prompt_show = {"en": "Show the code", "zh": "显示代码"}[LANGUAGE]
nb_code_prompt_hide = {"en": "Hide the code", "zh": "收起代码"}[LANGUAGE]
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
nb_mime_priority_overrides = [("html", WIDGET_VIEW, None)]  # its scripts would come from another's server

autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_search_language = SearchBoth.lang  # of both: Sphinx's own Chinese names a stemmer that it does not bring

html_theme = "sphinx_book_theme"
html_title = "1 + 1 > 2"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = "static/icon.svg"
html_context = {"default_mode": "auto"}
html_show_sphinx = False
html_copy_source = False
html_show_search_summary = False  # a page opened from a file may not read others
html_theme_options = {
    "article_header_end": ["article-header-buttons"],
    "home_page_in_toc": True,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "use_fullscreen_button": False,
    "use_download_button": False,
    "search_bar_text": {"en": "Search", "zh": "搜索"}[LANGUAGE],
    "toc_title": {"en": "On this page", "zh": "本页内容"}[LANGUAGE],
}
html_sidebars = {"**": ["navbar-logo", "language", "search-button-field", "sbt-sidebar-nav"]}
templates_path = ["templates"]

SITE_ONLY = {
    "api": (
        "```{eval-rst}\n.. automodule:: oneplusone\n   :members:\n   :imported-members:\n\n"
        ".. autodata:: oneplusone.names\n   :no-value:\n```"
    ),
    "page": (
        "```{raw} html\n"
        '<p><a class="live-page" href="{root}live.html#lang={lang}">{label}</a></p>\n'
        '<iframe class="live-page" src="{root}live.html#lang={lang}" title="{label}" loading="lazy">'
        "</iframe>\n```"
    ),
}
LABEL = {"en": "The page on a screen of its own", "zh": "全屏打开页面"}[LANGUAGE]


def site_only(text: str, name: str) -> str:
    """Put what only a site can show in the place of its comment."""
    root = "../" * (name.count("/") + bool(HOME[LANGUAGE]))

    def shown(found: re.Match[str]) -> str:
        said = SITE_ONLY[found[1]].replace("{root}", root).replace("{label}", LABEL)
        return said.replace("{lang}", LANGUAGE)

    return re.sub(r"<!-- site: (\w+) -->", shown, text)


def across(text: str, name: str) -> str:
    """Turn links to pages that only the other language's site has into links to that site."""
    folder = PurePosixPath(name).parent
    up = "../" * (name.count("/") + bool(HOME[LANGUAGE]))

    def linked(found: re.Match[str]) -> str:
        target, mark = found[1], found[2] or ""
        path = PurePosixPath(os.path.normpath(folder / target))
        if not (ROOT / path).is_file() or _built(path, LANGUAGE) or not _built(path, OTHER):
            return found[0]
        address = path.with_suffix(".html").as_posix()
        return f"]({'site-place' if mark else 'site'}:{up}{HOME[OTHER]}{address}{mark})"

    return re.sub(r"\]\(([^)\s#:]+\.(?:md|ipynb))(#[^)\s]*)?\)", linked, text)


def _built(path: PurePosixPath, name: str) -> bool:
    """Whether a language's site has a page."""
    chinese = ".zh." in path.name
    inside = any(path.parent == PurePosixPath(each).parent and path.match(each) for each in of(name))
    return str(path) == BOTH or (inside and chinese == (name == "zh"))


_HAN = r"\u2e80-\u9fff\uff00-\uffef"
_BROKEN = re.compile(rf"(?<=[{_HAN}”’…—])\n *(?=[{_HAN}])|(?<=[{_HAN}])\n *(?=[“‘])")
_BLOCK = re.compile(r"(^ *(?:```|~~~).*?^ *(?:```|~~~) *$)", re.MULTILINE | re.DOTALL)


def joined(text: str) -> str:
    """Join lines broken between Chinese characters: a browser shows a line break as a space, wrong there."""
    parts = _BLOCK.split(text)
    return "".join(part if _BLOCK.match(part) else _BROKEN.sub("", part) for part in parts)


def prepared(app: Any, name: str, source: list[str]) -> None:
    """What a page is before Sphinx reads it."""
    source[0] = across(site_only(joined(source[0]), name), name)


def twin(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page the addresses of the glossary and of its counterpart in the other language, or its home."""
    stem = name.removesuffix(".zh").removesuffix(".en")
    ends = (".zh.md", ".zh.ipynb") if OTHER == "zh" else (".md", ".en.ipynb")
    found = next((f"{stem}{end}" for end in ends if (ROOT / f"{stem}{end}").is_file()), "")
    if not found or name == BOTH.removesuffix(".md"):
        found = "docs/index.zh.md" if OTHER == "zh" else "docs/index.md"
    up = "../" * (name.count("/") + bool(HOME[LANGUAGE]))
    context["twin"] = up + HOME[OTHER] + PurePosixPath(found).with_suffix(".html").as_posix()
    context["twin_label"] = {"zh": "中文", "en": "English"}[OTHER]
    context["twin_lang"] = {"zh": "zh-Hans", "en": "en"}[OTHER]
    context["glossary"] = f"{up}docs/glossary.html"
    context["glossary_label"] = {"en": "Glossary", "zh": "术语表"}[LANGUAGE]


def without_widgets(app: Any, env: Any) -> None:
    """Leave out the state of widgets, and the scripts of others that would show it."""
    for kept in getattr(env, "nb_metadata", {}).values():
        kept.pop("js_files", None)


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.add_search_language(SearchBoth)
    add_words(app)
    Shown(app, LANGUAGE)
    app.connect("env-updated", without_widgets)
    app.connect("html-page-context", twin)
    app.connect("source-read", prepared)
