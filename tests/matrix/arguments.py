"""How the parameters of a URL are filled with the objects of one place."""

from collections.abc import Callable
from typing import Any

from tests.matrix.routes import Route
from tests.matrix.world import World

# A new parameter needs a line here: which of the world's objects it names.
BY_NAME: dict[str, Callable[[World, str], Any]] = {
    "token": lambda world, place: "no-such-token",
}


def arguments(world: World, route: Route, place: str) -> dict[str, Any]:
    return {name: BY_NAME[name](world, place) for name in route.parameters}
