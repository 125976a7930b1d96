"""Chinese shows in figures on a machine without fonts: every glyph is there, in every format."""

import io
import logging
import warnings
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

import sim
from experiments.plotting import canvas, drawn_in, fonts, rendered
from experiments.plotting.fonts import subset

TEXT = "1+1＞2？政府购买服务的“逆向合同外包”与换届：公共价值 Δ（月）κ = −0.54，95% 区间，25 个社区《协议》……"


def figure_of(text: str) -> Figure:
    figure = Figure()
    axes = figure.add_subplot(title=text, xlabel=text, ylabel=text)
    axes.plot([-1, 1], label=text)
    axes.legend()
    return figure


def saved(figure: Figure, form: str) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_chinese_is_drawn_without_a_missing_glyph(lang, form, caplog):
    with mpl.rc_context(), warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        fonts.use_language(lang)
        saved(figure_of(TEXT), form)
    assert not caplog.records


def test_a_missing_glyph_would_be_noticed():
    with mpl.rc_context():
        fonts.use_language("zh")
        with pytest.warns(UserWarning, match="Glyph"):
            saved(figure_of("\U0001f980"), "png")
    assert fonts.missing_characters("蟹\U0001f980\U00020000") == "\U0001f980\U00020000"


def test_chinese_beside_mathematics_is_drawn_in_chinese_figures(caplog):
    with mpl.rc_context(), caplog.at_level(logging.WARNING):
        fonts.use_language("zh")
        saved(figure_of(r"协同增效 $\alpha_1 \leq 2$"), "png")
    assert not caplog.records


def test_all_of_gb_2312_is_there():
    characters = set(FT2Font(str(fonts.FILE)).get_charmap())
    ideographs = {code for code in subset.wanted_characters() if 0x4E00 <= code <= 0x9FFF}
    assert len(ideographs) == 6763
    assert ideographs <= characters
    assert characters <= subset.wanted_characters()


def test_all_that_the_model_says_can_be_drawn():
    sources = [path for path in Path(sim.__file__).parent.rglob("*") if path.suffix in (".py", ".toml")]
    assert sources
    missing = {path.name: fonts.missing_characters(path.read_text("utf-8")) for path in sources}
    assert {name: signs for name, signs in missing.items() if signs} == {}


def test_a_pdf_embeds_the_font_as_text():
    with mpl.rc_context({"pdf.compression": 0}):
        fonts.use_language("zh")
        pdf = saved(figure_of(TEXT), "pdf")
    assert fonts.FILE.stem.encode() in pdf
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf


@pytest.mark.parametrize(("lang", "stand_in"), [("en", "sans-serif"), ("zh", "'Microsoft YaHei'")])
def test_an_svg_is_text_that_names_fonts_of_other_machines(lang, stand_in):
    with drawn_in(lang):
        figure = canvas(4, 3, lang)
        figure.add_subplot(title="改 edit me")
        svg = rendered(figure, "words", {})["words.svg"].decode()
    (words,) = [line for line in svg.splitlines() if "改 edit me" in line and "<text" in line]
    assert fonts.FAMILY in words
    assert stand_in in words
    assert words.index(fonts.LANGUAGES[lang][0]) < words.index(stand_in)


def test_an_unknown_language_is_refused():
    before = list(mpl.rcParams["font.family"])
    with pytest.raises(ValueError, match="no language 'cn'; there are: en, zh"):
        fonts.use_language("cn")
    assert mpl.rcParams["font.family"] == before


def test_the_licence_of_the_font_stands_beside_it():
    licence = fonts.FILE.with_name("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2014-2021 Adobe" in licence
    assert fonts.FILE.stem in licence
