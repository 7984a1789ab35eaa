"""Draw docs/schemes/reference.zh.md anew: python -m tests.schemes.write"""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from sanwu.web.desk.scheme_events import EVENTS
    from tests.schemes.reference import PAGE, draw

    PAGE.write_text(draw({name: str(words) for name, words in EVENTS.items()}), encoding="utf-8")
