"""Authors as people name them: who is a person, which is the family name, and what is refused."""

import pytest

from experiments.errors import InvalidInput
from experiments.reporting.authors import Author, author_of, authors_of


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("Gao, Li", Author("Gao", "Li")),
        (" Gao ,  Li ", Author("Gao", "Li")),
        ("van der Berg, Jan", Author("van der Berg", "Jan")),
        ("García Márquez, Gabriel José", Author("García Márquez", "Gabriel José")),
        ("de la Cruz, Ana María", Author("de la Cruz", "Ana María")),
        ("Gao Li, Wang Wu", Author("Gao Li", "Wang Wu")),
        ("O'Neil, Pat", Author("O'Neil", "Pat")),
        ("Smith, J. A.", Author("Smith", "J. A.")),
        ("Smith, J.-P.", Author("Smith", "J.-P.")),
        ("Plato", Author("Plato")),
        ("高笠", Author("高", "笠")),
        ("高，笠", Author("高", "笠")),
        ("高 笠", Author("高", "笠")),
        ("李小明", Author("李", "小明")),
        ("欧阳修", Author("欧阳", "修")),
        ("欧阳，修", Author("欧阳", "修")),
        ("欧阳", Author("欧", "阳")),
        ("司马相如", Author("司马", "相如")),
        ("陈方 安生", Author("陈方", "安生")),
        ("阿不都热合曼·买买提", Author("阿不都热合曼·买买提")),
        ("阿不都热合曼 · 买买提", Author("阿不都热合曼·买买提")),
        ("高 小 笠", Author("高", "小笠")),
        ("{重庆大学}", Author("重庆大学", institution=True)),
        ("｛重庆大学｝", Author("重庆大学", institution=True)),
        ("{Ministry of Housing and Urban-Rural Development}",
         Author("Ministry of Housing and Urban-Rural Development", institution=True)),
    ],
)  # fmt: skip
def test_persons_and_institutions_are_distinguished_and_family_names_found(given, wanted):
    assert author_of(given) == wanted


@pytest.mark.parametrize(
    "given",
    [
        "Gao, Li (0000-0002-1825-0097)", "Gao, Li（0000-0002-1825-0097）", "Gao, Li <https://orcid.org/0000-0002-1825-0097>",
        "Gao, Li, ORCID: 0000-0002-1825-0097",
    ],
)  # fmt: skip
def test_an_orcid_behind_a_name_is_split_off_with_its_brackets(given):
    assert author_of(given) == Author("Gao", "Li", "0000-0002-1825-0097")


@pytest.mark.parametrize(
    ("given", "en", "zh"),
    [
        ("Gao Li", 'Give "Li, Gao" or "Gao, Li"', "请写“Li, Gao”或“Gao, Li”"),
        ("Mary Ann Smith", 'Give "Smith, Mary Ann" or "Mary, Ann Smith"', "哪个是姓"),
        ("重庆大学", "a person or an institution", "是个人还是机构"),
        ("Gao, Li and Smith, Jane", "several authors", "多位作者"),
        ("高笠；李明", "several authors", "多位作者"),
        ("高笠，李明", "several authors", "多位作者"),
        ("高笠 王五", "several authors", "多位作者"),
        ("高笠 和 王五", "several authors", "多位作者"),
        ("高笠 李明 王五", "several authors", "多位作者"),
        ("高笠/王五", "several authors", "多位作者"),
        ("高笠等", "several authors", "多位作者"),
        ("高笠，等", "several authors", "多位作者"),
        ("高笠 等 3 人", "several authors", "多位作者"),
        ("Gao, Li et al.", "several authors", "多位作者"),
        ("Gao, Li | Wang", "several authors", "多位作者"),
        ("Gao, Li with Wang Wu", "several authors", "多位作者"),
        ("N/A", "names nobody", "没有姓名"),
        ("", '"" names nobody', "“”中没有姓名"),
        ("Gao, Li, Jr.", "one comma", "一个逗号"),
        (", Li", "one comma", "一个逗号"),
        ("高笠 (Gao, Li)", "one script", "一种文字"),
        ("{Chongqing University", "in braces whole", "整体置于花括号内"),
        ("{A} and {B}", "in braces whole", "整体置于花括号内"),
        ("{}", "names nobody", "没有姓名"),
        ("0000-0002-1825-0097", "names nobody", "没有姓名"),
        ("{Chongqing University} 0000-0002-1825-0097", "is that of a person", "属于个人"),
        ("Gao, Li (0000-0002-1825-0098)", "is no ORCID", "不是有效的 ORCID"),
    ],
)
def test_what_is_no_single_author_or_would_have_to_be_guessed_is_refused_in_words(given, en, zh):
    with pytest.raises(InvalidInput) as refused:
        author_of(given)
    assert en in refused.value.line("en")
    assert zh in refused.value.line("zh")


def test_an_orcid_may_end_in_x():
    assert author_of("A, B 0000-0002-1694-233X").orcid == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("Gao, Li", "Gao, Li"), ("高，笠", "高笠"), ("{重庆大学}", "重庆大学"), ("Plato", "Plato")],
)
def test_a_name_in_words_is_parted_only_where_the_script_parts_it(given, wanted):
    assert author_of(given).name == wanted


@pytest.mark.parametrize(
    "given",
    [
        ["高，笠", "高笠"], ["Gao, Li", "gao,  li"], ["García, Ana", "Garci\u0301a, Ana"], ["{A}", "{A}"],
        ["Li, Wei 0000-0002-1825-0097", "Li, Wei"],
        ["Li, W. 0000-0002-1825-0097", "Li, Wei 0000-0002-1825-0097"],
    ],
)  # fmt: skip
def test_who_is_named_twice_is_refused(given):
    with pytest.raises(InvalidInput, match="named twice"):
        authors_of(given)


def test_two_of_the_same_name_are_distinguished_by_their_orcid():
    assert len(authors_of(["Li, Wei 0000-0002-1825-0097", "Li, Wei 0000-0002-1694-233X", "Li, Wu"])) == 3
