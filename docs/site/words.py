"""What the theme says on the Chinese site where it brings no Chinese of its own.

Sphinx and the theme look words up in gettext catalogues. This one is made when the site is built, and is
asked before the theme's own; what a template has without looking it up is replaced in `templates`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

CHINESE = {
    "Breadcrumb": "当前位置",
    "Collapse Sidebar": "收起侧栏",
    "Color mode": "配色",
    "Dark": "深色",
    "Expand Sidebar": "展开侧栏",
    "Home": "首页",
    "Light": "浅色",
    "Main": "全部页面",
    "On this page": "本页内容",
    "System Settings": "随系统",
    "Toggle primary sidebar": "显示或隐藏目录",
    "Toggle secondary sidebar": "显示或隐藏本页内容",
    "next": "下一页",
    "previous": "上一页",
}
"""The theme's words in English, and in Chinese."""


def add_words(app: Any) -> None:
    """Make the catalogue of a Chinese site known to Sphinx, which reads it at once."""
    if app.config.language != "zh_CN":
        return
    catalogue = Catalog(locale="zh_CN")
    for said, chinese in CHINESE.items():
        catalogue.add(said, chinese)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "zh_CN" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "sphinx.mo").open("wb") as file:
            write_mo(file, catalogue)
        app.add_message_catalog("sphinx", made)
