"""Draw docs/developers/approvals.md anew: python -m tests.approvals.write"""

import os

import django

HEAD = """# Cases that people decide

`approvals` is one small mechanism for everything that one side asks and another answers: lists reported and filed, rows
sent back for correction, extensions. Each kind is one table of transitions in `approvals/rules.py`; this page is drawn
from the tables (`python -m tests.approvals.write`), and a test compares them.

- A case holds what it is about as (type, id), whose turn it is (a right in a division, perhaps one person), and a version.
- `open_case` and `take_step` are the only verbs. Each step is appended, bound by its digest to the journal, and refused
  when the table does not have it; the refusal names what is allowed now.
- Who submitted a case does not answer it. A case handed to a person who has left can be taken over by the same post.
- What happens to the thing itself (a list filed, a date moved) is done by the app that owns it, in the same act.

"""

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from sanwu.approvals.drawing import draw
    from tests.approvals.test_tables import PAGE

    PAGE.write_text(HEAD + draw(), encoding="utf-8")
