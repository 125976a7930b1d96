"""The words of the site's search: Chinese is written without spaces, so two neighbouring characters are one.

Sphinx's own splitter takes everything between two marks of punctuation as a word, in which one of two
characters is not looked for; with pairs, a page is found by every word that it has. The same characters are
paired when the index is made and, in the browser, in what is searched for.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sphinx.search.en import SearchEnglish

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
"""The characters that are paired, as both Python and JavaScript write them."""
_CHINESE = re.compile(f"[{HAN}]")
_PART = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")


class SearchBoth(SearchEnglish):
    """English by its stems, Chinese by single characters and pairs of them."""

    js_splitter_code = rf"""
var splitQuery = (query) =>
  (query.match(/[{HAN}]+|(?:(?![{HAN}])[\p{{Letter}}\p{{Number}}_])+/gu) ?? []).flatMap((part) =>
    /^[{HAN}]{{2}}/.test(part) ? [...part.slice(1)].map((next, place) => part[place] + next) : [part],
  );
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 (the name that Sphinx gives it)
        """Return the words by which a text is found."""
        words: list[str] = []
        for part in _PART.findall(input):
            words += [*part, *map("".join, pairwise(part))] if _CHINESE.match(part) else [part]
        return words
