"""A guess with a slider, and the result folded beneath it: HTML that needs no kernel and no package.

Where scripts run (a live notebook, an exported page) the slider moves the guess, and the sentence and the
picture follow. Where they do not, the range, the first guess and the folded answer stand as they are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from experiments.plotting.guess import form_of, sentence
from experiments.plotting.palette import BLUE, GREY, VERMILLION
from experiments.texts import text

STEPS = 100
"""How many steps a slider has at most."""

WIDTH, HEIGHT, LINE, EDGE = 640, 86, 44, 40

LIVE = """
for (const bet of document.querySelectorAll('.oneplusone-bet:not([data-live])')) {
  const stops = JSON.parse(bet.dataset.stops), slider = bet.querySelector('input');
  const picture = bet.querySelector('img'), inside = document.createElement('div');
  bet.dataset.live = 'yes';
  inside.innerHTML = decodeURIComponent(picture.src.slice(picture.src.indexOf(',') + 1));
  picture.replaceWith(inside);
  slider.parentElement.hidden = false;
  slider.oninput = () => {
    const [guess, said, x] = stops[slider.value];
    bet.querySelector('output').textContent = guess;
    slider.setAttribute('aria-valuetext', guess);
    bet.querySelector('.said').textContent = said;
    inside.querySelector('.guess').setAttribute('transform', `translate(${x} 0)`);
  };
}
"""
"""What makes every bet of a page move that does not yet."""


def stops_of(low: float, high: float, whole: bool = False) -> list[float]:
    """Return the values of a slider: at most `STEPS` steps, each 1, 2 or 5 times a power of ten."""
    least = (high - low) / STEPS
    power = 10.0 ** math.floor(math.log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
    if whole:
        step = max(1.0, round(step))
    steps = math.floor((high - low) / step + 1e-9)
    return [round(low + step * each, 12) for each in range(steps + 1)]


def slider(
    guess: float,
    found: float,
    interval: tuple[float, float],
    lang: str,
    percent: bool,
    between: tuple[float, float],
    question: str = "",
) -> str:
    """Return the HTML of a guess that can be moved, with the answer folded in.

    Args:
        guess: where the slider stands first.
        found: what was found.
        interval: the ends of its 95% interval; NaN where there is none.
        lang: "en" or "zh".
        percent: whether both are shares.
        between: the ends of the slider.
        question: what is asked, shown above the slider; "" for nothing.
    """
    form = form_of(guess, found, percent)
    whole = isinstance(guess, int) and isinstance(found, int)
    stops = stops_of(*between, whole)
    shown = [*between, guess, found, *(each for each in interval if math.isfinite(each))]
    low, high = min(shown), max(shown)

    def place(value: float) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * (value - low) / (high - low), 1)

    moves = [(form(one), sentence(one, found, interval, lang, form), place(one)) for one in stops]
    first = min(range(len(stops)), key=lambda at: abs(stops[at] - guess))
    said = sentence(guess, found, interval, lang, form)
    ends = text("bet.between", lang, low=form(between[0]), high=form(between[1]))
    drawn = quote(_picture(place, form, guess, found, interval, (low, high), lang))
    asked = f'<p class="question"><b>{escape(question)}</b></p>' if question else ""
    label = escape(" ".join(each for each in (question, text("bet.guess", lang)) if each))
    return (
        f'<div class="oneplusone-bet" data-stops="{escape(json.dumps(moves, ensure_ascii=False))}">{asked}'
        f"<p>{escape(text('bet.yours', lang))}<b><output>{escape(form(guess))}</output></b>{escape(ends)}</p>"
        f'<p hidden><input type="range" min="0" max="{len(stops) - 1}" value="{first}" style="width: 24em; '
        f'max-width: 90%" aria-label="{label}" '
        f'aria-valuetext="{escape(form(guess))}"></p>'
        f'<details><summary style="{_BUTTON}">{escape(text("bet.reveal", lang))}</summary>'
        f'<p class="said">{escape(said)}</p>'
        f'<img alt="" style="max-width: 100%" src="data:image/svg+xml;charset=utf-8,{drawn}"></details></div>'
        f"<script>{LIVE}</script>"
    )


_BUTTON = (
    "display: inline-block; cursor: pointer; padding: 0.3em 0.9em; "
    "border: 1px solid currentColor; border-radius: 0.4em"
)


def _picture(
    place: Callable[[float], float],
    form: Callable[[float], str],
    guess: float,
    found: float,
    interval: tuple[float, float],
    ends: tuple[float, float],
    lang: str,
) -> str:
    """Draw guess, result and interval on one line, the guess where it can be moved."""
    known = all(map(math.isfinite, interval))
    band, low = "", HEIGHT - 6
    if known:
        where = f"M{place(interval[0])} {LINE}H{place(interval[1])}"
        band = f'<path d="{where}" stroke="{BLUE}" stroke-width="7" opacity="0.4"/>'
    ticks = "".join(
        f'<text x="{place(each)}" y="{low}" fill="#555" text-anchor="middle">{escape(form(each))}</text>'
        for each in ends
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" '
        f'style="max-width: 100%" font-family="sans-serif" font-size="13" role="img">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        f'<path d="M{EDGE} {LINE}H{WIDTH - EDGE}" stroke="{GREY}"/>{band}{ticks}'
        f'<circle cx="{place(found)}" cy="{LINE}" r="6" fill="{BLUE}"/>'
        f'<text x="{place(found)}" y="{LINE + 20}" fill="{BLUE}" text-anchor="middle">'
        f"{escape(text('bet.model', lang))}</text>"
        f'<g class="guess" transform="translate({place(guess)} 0)" fill="{VERMILLION}">'
        f'<path d="M0 {LINE - 7}l7 7l-7 7l-7 -7z"/>'
        f'<text y="{LINE - 14}" text-anchor="middle">{escape(text("bet.guess", lang))}</text></g></svg>'
    )
