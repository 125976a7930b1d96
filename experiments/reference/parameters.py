"""The parameter reference in both languages: declarations as JSON, as CSV, or as docs/parameters.md."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from experiments.errors import InvalidInput
from experiments.texts import LANGUAGES, text
from sim.parameters.declaration import Parameter, Value, number_text
from sim.parameters.registry import GROUP_LABELS, PARAMETERS
from sim.scenario import Scenario

FORMS = (".csv", ".json", ".md")

_HEADINGS = (
    "Name · 名称", "Meaning · 含义", "Default · 默认", "Range · 范围", "Prior · 先验", "Role · 角色",
    "Source · 来源",
)  # fmt: skip


def check_form(file: str) -> None:
    """Refuse a file whose ending names no form that the reference is written in. Raises InvalidInput."""
    if not file.lower().endswith(FORMS):
        raise InvalidInput("catalogue.out_form", given=file, allowed=", ".join(FORMS))


def range_text(each: Parameter) -> str:
    """Return the range that sweeps and sliders use, or the options of a choice."""
    if each.kind == "choice":
        return "/".join(each.options) if len(each.options) <= 4 else f"{each.options[0]}/…/{each.options[-1]}"
    return f"[{number_text(each.low)}, {number_text(each.high)}]"


def exported(chosen: list[Parameter], form: str, scenario: Scenario | None = None) -> str:
    """Return the parameters as a text in both languages.

    Args:
        chosen: which parameters.
        form: ".csv", ".json" or ".md".
        scenario: adds its values and where each comes from.

    Raises:
        InvalidInput: another form.

    Example:
        >>> exported([PARAMETERS["contract.term"]], ".csv").startswith("name,group,symbol")
        True
    """
    check_form(form)
    if form == ".json":
        records = [_record(each, scenario) for each in chosen]
        return json.dumps(records, ensure_ascii=False, indent=2) + "\n"
    if form == ".csv":
        return _csv([_record(each, scenario) for each in chosen])
    return reference_page(chosen)


def _record(each: Parameter, scenario: Scenario | None) -> dict[str, Any]:
    def plain(value: Value) -> Value | str:
        return each.options[int(value)] if each.kind == "choice" else value

    record: dict[str, Any] = {
        "name": each.name,
        "group": each.group,
        "symbol": each.symbol,
        "kind": each.kind,
    }
    record |= {f"label_{lang}": each.labels[lang] for lang in LANGUAGES}
    record["default"] = None if each.stated or each.rows_of else plain(each.default)
    if scenario is not None:
        record |= {"value": plain(scenario.values[each.name]), "value_from": scenario.sources[each.name]}
        record["drawn"] = each.name in scenario.uncertain
    record |= {"low": plain(each.low), "high": plain(each.high)}
    record |= {"least": plain(each.least), "most": plain(each.most), "options": list(each.options)}
    prior = each.prior if scenario is None else scenario.priors.get(each.name)
    record |= {"unit": text(f"units.{each.unit}", "en"), "role": each.role, "confidence": each.confidence}
    record |= {"source": list(each.source), "prior": prior.written() if prior else None}
    return record | {f"help_{lang}": each.helps[lang] for lang in LANGUAGES}


def _csv(records: list[dict[str, Any]]) -> str:
    from experiments.files import disarmed

    def cell(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            said = "; ".join(value) if isinstance(value, list) else json.dumps(value)
            return disarmed(value if isinstance(value, str) else "" if value is None else said)
        return value

    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(records[0] if records else ())
    rows.writerows([cell(value) for value in record.values()] for record in records)
    return file.getvalue()


def reference_page(chosen: Iterable[Parameter] = tuple(PARAMETERS.values())) -> str:
    """Return the parameter reference in both languages as Markdown: the content of docs/parameters.md."""
    chosen = list(chosen)
    lines = ["# Parameters · 参数", ""]
    for lang in LANGUAGES:
        lines += [text("catalogue.page", lang, count=len(chosen)), ""]
    for group in dict.fromkeys(each.group for each in chosen):
        labels = GROUP_LABELS[group]
        lines += [f"## {labels['en']} · {labels['zh']} (`{group}`)", ""]
        lines += [f"| {' | '.join(_HEADINGS)} |"]
        lines += ["|---" * len(_HEADINGS) + "|"]
        lines += [_page_row(each) for each in chosen if each.group == group]
        lines.append("")
    cited = sorted({source for each in chosen for source in each.source})
    lines += ["## Sources · 来源", ""]
    for source in cited:
        lines.append(f"- `{source}` {' · '.join(text(f'sources.{source}', lang) for lang in LANGUAGES)}")
    return "\n".join(lines) + "\n"


def _page_row(each: Parameter) -> str:
    name = f"`{each.name}`" + (f"<br>{each.symbol}" if each.symbol else "")
    meaning = "<br>".join(f"**{each.labels[lang]}** {each.helps[lang]}" for lang in LANGUAGES)
    unit = " · ".join(dict.fromkeys(said for lang in LANGUAGES if (said := text(f"units.{each.unit}", lang))))
    default = f"{each.shown(each.default)} {unit}".strip()
    if each.stated or each.rows_of:
        default = " · ".join(default_text(each, lang) for lang in LANGUAGES)
    role = " · ".join(text(f"catalogue.role.{each.role}", lang) for lang in LANGUAGES)
    source = ", ".join(f"`{source}`" for source in each.source)
    options = ", ".join(each.options) if each.kind == "choice" else range_text(each)
    cells = (name, meaning, default, options, prior_text(each), role, f"{each.confidence} {source}".strip())
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def default_text(each: Parameter, lang: str) -> str:
    """Return the value that holds where no case says another, or that each case has one of its own."""
    if each.rows_of:
        return text("catalogue.all_rows", lang)
    return text("catalogue.stated", lang) if each.stated else each.shown(each.default)


def prior_text(each: Parameter) -> str:
    """Return a parameter's prior as scenario files write it: 'uniform [0, 1]'; '' where there is none."""
    return "" if each.prior is None else _prior_text(each.prior.written())


def _prior_text(written: Mapping[str, Any]) -> str:
    said = []
    for form, value in written.items():
        if form == "mixture":
            parts = [
                f"{number_text(part['weight'])} × {_prior_text(_without_weight(part))}" for part in value
            ]
            said.append(" + ".join(parts))
        elif isinstance(value, list):
            said.append(f"{form} [{', '.join(number_text(each) for each in value)}]")
        else:
            said.append(f"{form} {number_text(value)}")
    return ", ".join(said)


def _without_weight(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != "weight"}
