"""The page as one file: a policy that forbids every request, one script, one style, and their data."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Mapping
from typing import Any

from experiments.errors import known_language
from experiments.page.bundle import bundle
from experiments.page.data import AskedScenario, characters, page_data
from experiments.page.fonts import font_faces
from experiments.page.lesson import lesson_alone
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
) -> str:
    """Return the page of a scenario: one file of HTML that asks nobody for anything.

    Args:
        scenario: what it shows.
        lang: the language in which it opens; "" for that of whoever opens it.
        seed: the master seed of all its runs.
        asked: how a command asks for the scenario; by its name where nothing is said.
        alone: the one lesson that the page is; the whole page where it is "".
        progress: what watches the search for worlds.

    Raises:
        InvalidInput: too few worlds agree with the facts, a character without a glyph, or a lesson that is
            refused.
        EnvironmentFailure: the bundle cannot be built.
    """
    if lang:
        known_language(lang)
    if alone:
        lesson_alone(alone, scenario)
    found = worlds(scenario, seed, progress=progress)
    module = module_of(scenario)
    data = page_data(scenario, module, found, lang, seed, asked, alone)
    return document(data, module)


def document(data: Mapping[str, Any], module: bytes) -> str:
    """Return the file for data and the module that belongs to it."""
    made = bundle()
    style = font_faces(characters(data)) + made.style
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
        data=_packed(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()),
        module=_packed(module),
        script=made.script,
    )


def _hashed(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _packed(content: bytes) -> str:
    """The content compressed, as text; the same text whenever it is made."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
