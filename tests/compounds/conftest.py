from collections.abc import Callable

import pytest

from sanwu.base import clock
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.compounds.services import Prepared, create_compounds
from sanwu.territory.models import Division

COUNTY, STREET, OTHER_COUNTY = "990101000000", "990101001000", "990102000000"

Make = Callable[..., Compound]


@pytest.fixture
def make(transactional: None) -> Make:
    """make("听雨里", number="D-1"): a compound as an import makes it."""

    def made(name: str, division: str = COUNTY, **more: object) -> Compound:
        identity = Identity(name, division, **more)  # type: ignore[arg-type]
        return Compound.objects.get(pk=create_compounds(prepared=Prepared([identity]), created_at=clock.now()).start)

    return made


@pytest.fixture
def transactional(db: None) -> None:
    """A small tree; bulk writing needs a transaction, and every test runs in one."""
    Division.objects.create(code=COUNTY, name="东江区", level="county")
    Division.objects.create(code=STREET, name="滨河街道", level="street", parent_id=COUNTY)
    Division.objects.create(code=OTHER_COUNTY, name="西江区", level="county")
