"""The page as one file: a policy that forbids every request, one script, one style, and their data."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Callable, Mapping
from typing import Any

from experiments.errors import InvalidInput, known_language
from experiments.page.bundle import bundle
from experiments.page.data import AskedScenario, characters, page_data
from experiments.page.fonts import font_faces, without_glyph
from experiments.page.lesson import lesson_alone
from experiments.page.ways import ways_of
from experiments.page.worlds import worlds
from experiments.progress import SILENT, Progress
from sim.engine.module import module_of
from sim.scenario import Scenario

POLICY = (
    "default-src 'none'; script-src '{script}' 'wasm-unsafe-eval'; worker-src blob:; child-src blob:; "
    "style-src '{style}'; font-src data:; img-src data: blob:; base-uri 'none'; form-action 'none'"
)

DOCUMENT = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="app"><div class="still">{still}</div></div>
<script type="text/plain" id="data">{data}</script>
<script type="text/plain" id="module">{module}</script>
<script>{script}</script>
</body>
</html>
"""


def page(
    scenario: Scenario,
    lang: str = "",
    seed: int = 0,
    asked: AskedScenario | None = None,
    alone: str = "",
    progress: Progress = SILENT,
    note: Callable[[list[str]], None] | None = None,
) -> str:
    """Return the page of a scenario: one file of HTML that asks nobody for anything.

    Args:
        scenario: what it shows.
        lang: the language in which it opens; "" for that of whoever opens it.
        seed: the master seed of all its runs.
        asked: how a command asks for the scenario; by its name where nothing is said.
        alone: the one lesson that the page is; the whole page where it is "".
        progress: what watches the search for worlds.
        note: is given the characters of the scenario that the page's own fonts lack, where there are any; the
            reader's fonts show them.

    Raises:
        InvalidInput: too few worlds agree with the facts, the page's own texts have a character without a
            glyph, or a lesson that is refused.
        EnvironmentFailure: the bundle cannot be built.
    """
    if lang:
        known_language(lang)
    if alone:
        lesson_alone(alone, scenario)
    bundle()  # what it needs is missed before minutes of runs
    found = worlds(scenario, seed, progress=progress)
    module = module_of(scenario)
    ways = ways_of(scenario, module, seed, progress)
    data = page_data(scenario, module, found, lang, seed, asked, ways, alone)
    return document(data, module, note)


def document(data: Mapping[str, Any], module: bytes, note: Callable[[list[str]], None] | None = None) -> str:
    """Return the file for data and the module that belongs to it; see `page`."""
    made = bundle()
    style = style_of(data, made.style, note)
    texts, titles = data["texts"], data["scenario"]["titles"]
    still = "".join(
        f'<p lang="{tag}">{html.escape(texts["shell.still"][lang])}</p>'
        for lang, tag in (("en", "en"), ("zh", "zh-Hans"))
    )
    policy = POLICY.format(script=_hashed(made.script), style=_hashed(style))
    return DOCUMENT.format(
        lang={"zh": "zh-Hans"}.get(data["lang"], "en"),
        policy=html.escape(policy, quote=False),
        title=html.escape(f"1 + 1 · {titles[data['lang'] or 'en']}"),
        style=style,
        still=still,
        data=base64.b64encode(packed_data(data)).decode(),
        module=base64.b64encode(packed(module)).decode(),
        script=made.script,
    )


def style_of(data: Mapping[str, Any], style: str, note: Callable[[list[str]], None] | None = None) -> str:
    """Return a style with the fonts for all characters of data before it; see `page`.

    Raises:
        InvalidInput: the page's own texts have a character without a glyph.
    """
    signs = characters(data)
    faces = font_faces(signs)
    if ours := without_glyph(characters(data["texts"]), faces):
        raise InvalidInput("error.missing_glyphs", characters=" ".join(ours))
    if note and (others := without_glyph(signs, faces)):
        note(others)
    return faces.style + style


def _hashed(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def packed_data(data: Mapping[str, Any]) -> bytes:
    """Return data as JSON, compressed."""
    return packed(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def packed(content: bytes) -> bytes:
    """Return content compressed; the same bytes whenever that is done."""
    return gzip.compress(content, 9, mtime=0)
