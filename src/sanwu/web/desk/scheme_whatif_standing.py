"""What the scheme says today of the compounds that a person sees: where trying out begins."""

from collections import Counter
from collections.abc import Iterator

from sanwu.policy.whatif_answer import Prepared
from sanwu.policy.whatif_parts import own_rules
from sanwu.web.desk.scheme_whatif_lines import outcome_of, rule_title
from sanwu.web.ui.outcomes import Look


def standing(prepared: Prepared) -> Iterator[tuple[str, list[tuple[Look, int]]]]:
    """(rule, [(outcome, compounds)]) as the scheme stands."""
    for rule in own_rules(prepared.scheme):
        column = prepared.base.outcomes[rule]
        counted = Counter(column.codes)
        yield (
            rule_title(prepared.scheme, rule),
            [(outcome_of(prepared.scheme, rule, column.values[code]), count) for code, count in counted.most_common()],
        )
