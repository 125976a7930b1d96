"""Authors as people name them: persons by family and given name, institutions in braces; or their refusal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from experiments.errors import InvalidInput

COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
        "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘亓官司寇颛孙公良漆雕乐正宰父"
        "拓跋轩辕令狐段干百里呼延东郭羊舌微生梁丘左丘西门",
    )
)
"""Chinese family names of two signs."""

COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤安施洪"
)
"""Frequent family names of one sign: two of them may be both of a married woman's, as in 陈方 安生."""

MIDDLE_DOT = "·"
"""Parts names that are no family and given name, as of 阿不都热合曼·买买提; they are cited as they are."""

_ORCID = re.compile(
    r"[\s,，]*[<(（\[]?\s*(?:ORCID(?:\s+iD)?\s*[:：]?\s*)?(?:https?://orcid\.org/)?"
    r"(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?\s*[>)）\]]?\s*$",
    re.IGNORECASE,
)
_BRACES = re.compile(r"[{｛](.*)[}｝]")
_SEVERAL = re.compile(
    r"[;；、&＆/／|｜+＋]|\b(?:and|with|et\s+al)\b|\s[和与及]\s|等\s*\d*\s*人?$", re.IGNORECASE
)
_NOBODY = re.compile(r"n\s*[/／]\s*a\.?", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,，]\s*")
_HAN = re.compile(r"[\u3400-\u9fff\u3007·]+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Author:
    """A person or an institution.

    Attributes:
        family: the family name of a person, the only name of one who has one, or the name of an institution.
        given: the given names; "" where there are none.
        orcid: the ORCID of a person; "" where none was given.
        institution: whether it is one.
    """

    family: str
    given: str = ""
    orcid: str = ""
    institution: bool = False

    @property
    def chinese(self) -> bool:
        """Whether the name of a person is in Chinese signs, which nothing parts."""
        return not self.institution and bool(_HAN.fullmatch(self.family + self.given))

    @property
    def address(self) -> str:
        """The address of the ORCID, as archives and CITATION.cff have it; "" where there is none."""
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""

    @property
    def name(self) -> str:
        """The name as it is cited in words: 'Gao, Li', '高笠', or that of the institution."""
        if self.chinese or not self.given:
            return self.family + self.given
        return f"{self.family}, {self.given}"


def author_of(said: str) -> Author:
    """Return the author that is meant: a person, whose ORCID may follow, or in braces an institution.

    Which of two names is the family name is never guessed, for it is first in Chinese and last elsewhere. It
    stands before a comma; of a name in Chinese signs it is the first, or the first two where these are one.
    Two words on either side of a comma may be one person (García Márquez, Gabriel José) or two: they are read
    as one, and who reads shows how.

    Raises:
        InvalidInput: there is no name, several persons are named, it is not said which name is the family
            name, or an ORCID has a wrong check digit or is that of an institution.

    Example:
        >>> author_of("Gao, Li"), author_of("{Chongqing University}").institution
        (Author(family='Gao', given='Li', orcid='', institution=False), True)
    """
    bare, orcid = _split(said)
    braced = _BRACES.fullmatch(bare)
    name = " ".join((braced[1] if braced else bare).split())
    if not _LETTER.search(name) or _NOBODY.fullmatch(name):
        raise InvalidInput("author.nameless", given=said.strip())
    if set("{}｛｝") & set(name):
        raise InvalidInput("author.braces", given=said.strip())
    if braced:
        if orcid:
            raise InvalidInput("author.orcid_of_institution", author=name)
        return Author(name, institution=True)
    if _SEVERAL.search(name):
        raise InvalidInput("author.several", given=name)
    return Author(*_parted(name), orcid=orcid)


def authors_of(said: Iterable[str]) -> tuple[Author, ...]:
    """Return the authors that are meant, in their order.

    Raises:
        InvalidInput: one of them cannot be read (see `author_of`), or one is named twice: two with the same
            ORCID, or with the same name where not both have one.
    """
    authors: list[Author] = []
    for each in map(author_of, said):
        if any(_same(each, other) for other in authors):
            raise InvalidInput("author.twice", given=each.name)
        authors.append(each)
    return tuple(authors)


def _same(one: Author, other: Author) -> bool:
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    names = [unicodedata.normalize("NFC", each.name).casefold() for each in (one, other)]
    return names[0] == names[1]


def _parted(name: str) -> tuple[str, str]:
    """Return the family name and the given names of a person."""
    letters = _LETTER.findall(name)
    if any(map(_HAN.match, letters)) and not all(map(_HAN.match, letters)):
        raise InvalidInput("author.two_scripts", given=name)
    before, *behind = _COMMA.split(name)
    if len(behind) == 1 and before and behind[0]:
        two_whole_names = before not in COMPOUND and min(len(before), len(behind[0])) > 1
        if two_whole_names and _HAN.fullmatch(before + behind[0]):
            raise InvalidInput("author.several", given=name)
        return before, behind[0]
    if behind:
        raise InvalidInput("author.commas", given=name)
    words = name.split(" ")
    if all(map(_HAN.fullmatch, words)):
        return _chinese(words)
    if len(words) > 1:
        last, first = " ".join(words[:-1]), " ".join(words[1:])
        raise InvalidInput(
            "author.which", given=name, western=f"{words[-1]}, {last}", eastern=f"{words[0]}, {first}"
        )
    return name, ""


def _chinese(words: list[str]) -> tuple[str, str]:
    """Return the same of a name in Chinese signs; of two words the first is the family's."""
    if MIDDLE_DOT in "".join(words):
        return "".join(words), ""
    if len(words) == 2:
        both_of_one = words[0] in COMPOUND or COMMON.issuperset(words[0])
        if min(map(len, words)) > 1 and not both_of_one:
            raise InvalidInput("author.several", given=" ".join(words))
        return words[0], words[1]
    if max(map(len, words)) > 1 and len(words) > 1:
        raise InvalidInput("author.several", given=" ".join(words))
    name = "".join(words)
    family = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    if len(name) > family + 2:
        raise InvalidInput("author.long", given=name)
    return name[:family], name[family:]


def _split(said: str) -> tuple[str, str]:
    """Return what is said of an author without the ORCID behind it, and the ORCID, "" where there is none.

    Raises InvalidInput for an ORCID with a wrong check digit (ISO 7064, mod 11-2).
    """
    found = _ORCID.search(said)
    if not found:
        return said.strip(), ""
    orcid, total = found[1].upper(), 0
    for digit in orcid[:-1].replace("-", ""):
        total = (total + int(digit)) * 2
    check = "0123456789X"[(12 - total % 11) % 11]
    if orcid[-1] != check:
        raise InvalidInput("author.orcid", orcid=orcid, author=said.strip(), digit=orcid[-1])
    return said[: found.start()].strip(), orcid
