"""What is said of a row beside its cells: doubts, clashes and duplicates."""

from collections.abc import Mapping

from sanwu.exchange.plan import Plan
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.flaws import Flaw, warning
from sanwu.exchange.reading.issues import ERROR
from sanwu.policy.derive import Clash, Deriver
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import Canonical, display

DOUBTED = ("unverified_row", "unverified_mark")


def doubted_facts(checked: Checked) -> dict[int, set[str]]:
    """Position -> facts whose mark was not relied on: no derivation may fill them in."""
    found: dict[int, set[str]] = {}
    for column, flaws in checked.flaws:
        for position, flaw in flaws.items():
            if column is not None and flaw.code in DOUBTED:
                found.setdefault(position, set()).add(column.target)
    return found


def clash_remark(clash: Clash, position: int, checked: Checked, facts: Mapping[str, Fact], deriver: Deriver) -> Flaw:
    """That a stated mark contradicts what the text beside it says."""
    fact = facts[clash.fact]
    table = next((table for table in deriver.tables if table.id == clash.derivation), None)
    source = table.source if table else ""
    columns = (checked.facts.get(fact) for fact in ((table.source, table.beside) if table else ()))
    said = next((column[position] for column in columns if column and column[position] is not None), None)
    text = said or (facts[source].title if source in facts else source)
    return warning(
        None, "mark_clash", fact=fact.title, stated=display(fact, clash.stated), derived=display(fact, clash.derived),
        source=text,
        en={"fact": fact.title_en or fact.title, "stated": _english(fact, clash.stated), "derived": _english(fact, clash.derived)},
    )  # fmt: skip


def _english(fact: Fact, value: Canonical) -> str:
    if fact.type == "boolean":
        return "yes" if value else "no"
    choice = fact.choices.get(str(value))
    return (choice.title_en or choice.title) if choice else display(fact, value)


def duplicate_remarks(plan: Plan) -> dict[int, Flaw]:
    """Position -> that it repeats an earlier row; a duplicate of a row that was refused is refused with it."""
    checked = plan.checked
    originals = set(plan.duplicates.values())
    reasons = {
        position: flaw
        for _column, flaws in checked.flaws
        for position, flaw in flaws.items()
        if flaw.level == ERROR and position in originals
    }
    remarks: dict[int, Flaw] = {}
    for position, earlier in list(plan.duplicates.items()):
        if earlier in checked.refused:
            remarks[position] = reasons[earlier]
            del plan.duplicates[position]
        else:
            remarks[position] = warning(None, "duplicate_row", line=checked.lines[earlier])
    return remarks
