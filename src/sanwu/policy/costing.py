"""What one compound costs and gets by the scheme's estimates and kinds of money, for worked cases and explanations."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sanwu.policy.model_scheme import Scheme
from sanwu.policy.whatif import baseline
from sanwu.policy.whatif_columns import read_columns
from sanwu.policy.whatif_costs import Reckoner, yuan
from sanwu.policy.whatif_parts import needed_facts, with_parts


def costs_of(scheme: Scheme, facts: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Yuan by estimate and by kind of money that names an amount; None where a fact is missing, nothing where it does
    not apply. Kinds of money whose rates differ by year are left out: they need the year as well."""
    columns = read_columns(scheme.dictionary, needed_facts(scheme), [(0, "", facts)])
    base = baseline(with_parts(scheme), columns)
    reckoner = Reckoner(scheme, columns, lambda rule: base.outcomes[rule].of(), None)
    found = {name: reckoner.estimate(name)[0] for name in scheme.estimates}
    for name, line in scheme.money.items():
        if name not in found and (line.amount is not None or line.groups):
            found[name] = reckoner.money(name, None)[0]
    return {name: None if amount is None else yuan(amount) for name, amount in found.items()}
