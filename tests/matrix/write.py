"""Write the table anew from what the pages answer: `python -m tests.matrix.write`. Then read the difference."""

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()

    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests.matrix import table, world
    from tests.matrix.asking import ask_all
    from tests.matrix.cast import CAST
    from tests.matrix.routes import METHODS, routes

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            made = world.build()
            seen = {person.name: ask_all(made, person, routes()).answers for person in CAST}
            transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)
    pages = [f"{route} {method}" for route in routes() for method in METHODS]
    table.write({page: {name: answers[page] for name, answers in seen.items()} for page in pages}, routes())
    print(f"{len(pages)} lines written to {table.TABLE.name}; read the difference before you commit it.")


if __name__ == "__main__":
    main()
