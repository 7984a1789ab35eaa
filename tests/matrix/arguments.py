"""What is asked for: the objects of one place as the parameters of a URL, and a form that would be taken."""

from typing import Any
from uuid import uuid4

from sanwu.duties.models import Duty
from sanwu.ledger.models import LedgerEntry
from tests.matrix.cast import PLACES
from tests.matrix.routes import Route
from tests.matrix.world import World

# Which of the world's objects `number` is. A new page about an object needs a line here.
NUMBER = {
    "campaign": "campaign",
    "campaign_ledger": "campaign",
    "scheme": "campaign",
    **dict.fromkeys(
        (
            "scheme_draft",
            "scheme_draft_check",
            "scheme_draft_compare",
            "scheme_draft_complete",
            "scheme_draft_discard",
            "scheme_draft_history",
            "scheme_draft_publish",
            "scheme_draft_publish_compounds",
            "scheme_draft_revision",
            "scheme_draft_sides",
        ),
        "draft",
    ),
    "scheme_draft_restore": "discarded_draft",
    "scheme_version": "scheme_version",
    **dict.fromkeys(("scheme_burden", "scheme_withdraw", "scheme_print", "scheme_archive"), "scheme_version"),
    **dict.fromkeys(("campaign_migrate", "campaign_migrate_compounds", "campaign_migrate_undo"), "campaign"),
    "screen": "campaign",
    "screen_part": "campaign",
    "campaign_day": "campaign",
    "campaign_duties": "campaign",
    "ledger_export": "campaign",
    "bulk_correct": "campaign",
    "ledger_view": "campaign",
    "correction": "correction",
    "campaign_map": "campaign",
    "map_boundaries": "campaign",
    "map_compound": "campaign",
    "map_tile": "campaign",
    "duty": "duty",
    "duty_compounds": "duty",
    "duty_declare": "duty",
    "duty_undo": "duty",
    "duty_extend": "duty",
    "duty_answer": "duty",
    "upload": "campaign",
    "mapping": "campaign",
    "compound": "compound",
    "correct": "compound",
    "compound_edit": "compound",
    "compound_withdraw": "compound",
    "building_new": "compound",
    "building_edit": "compound",
    "building_remove": "compound",
    "entrance_new": "compound",
    "entrance_edit": "compound",
    "entrance_remove": "compound",
    "attachments": "compound",
    "attachment_new": "compound",
    "attachment": "compound",
    "attachment_preview": "compound",
    "attachment_remove": "compound",
    "merge": "compound",
    "compound_new": "campaign",
    "worklist": "campaign",
    "worklist_workbook": "campaign",
    "worklist_fact": "campaign",
    "compound_restore": "withdrawn",
    "unmerge": "merged",
    **dict.fromkeys(
        (
            "person",
            "person_sees",
            "person_name",
            "person_link",
            "person_close",
            "person_open",
            "person_factor",
            "post_new",
        ),
        "account",
    ),
    **dict.fromkeys(("post_stop", "post_substitute", "post_pass_on"), "post"),
    **dict.fromkeys(("unit_name", "unit_join"), "unit"),
    "job": "job",
    "job_progress": "job",
    "job_file": "job",
    "import_commit": "dry_job",
    "import_undo": "job",
    "import_refused": "job",
    "journal_entry": "act",
    **dict.fromkeys(("lists", "list_compose"), "campaign"),
    **dict.fromkeys(
        ("list_version", "list_withdraw", "list_documents", "list_review", "list_decide", "list_file", "list_sample"),
        "list",
    ),
    "list_document": "list_document",
    "token_end": "token",
    "approval": "case",
    "override": "compound",
    "api:campaign": "campaign",
    "api:compounds": "campaign",
    "api:verdicts": "campaign",
    "api:duties": "campaign",
    "api:lists": "campaign",
    "api:list_rows": "list",
    "api:compound": "compound",
    "api:correct": "compound",
}

# Which of the world's objects `part` is: what belongs to the compound that is `number`.
PART = {
    "building_edit": "building",
    "building_remove": "building",
    "entrance_edit": "entrance",
    "entrance_remove": "entrance",
    "attachment": "attachment",
    "attachment_preview": "attachment",
    "attachment_remove": "attachment",
}
REASONED = {
    "list_withdraw",
    "list_decide",
    "override",
    "compound_withdraw",
    "compound_restore",
    "unmerge",
    "attachment_remove",
    "scheme_draft_discard",
    "scheme_withdraw",
}

# Forms of lists that would be taken.
LISTS = {
    "list_review": {"decision": "accept", "which": "open"},
    "list_decide": {"decision": "return"},
    "list_sample": {"how": "size", "number": "1"},
    "list_documents": {"kind": "report"},
}


def arguments(world: World, route: Route, place: str) -> dict[str, Any]:
    """The parameters of a URL for the objects of a place."""
    return {name: _argument(world, route, name, place) for name in route.parameters}


def _argument(world: World, route: Route, name: str, place: str) -> Any:
    if name == "number":
        return world.id_of(NUMBER[route.name], place)
    if name in ("upload", "migration"):
        return world.id_of(name, place)
    if name == "part" and route.name in ("scheme_draft_revision", "scheme_draft_sides"):
        return 1  # the number of a revision
    if name == "part":
        return world.id_of(PART[route.name], place)
    if name == "other":
        return world.id_of("other", place)
    if name == "code":
        return PLACES[place][0]
    if name == "campaign":
        return world.id_of("campaign", place)
    if name == "rule":
        return "merge"
    if name == "compound":
        return world.id_of("compound", place)
    if name == "scheme_id":
        return "luohe-2020"
    if name in ("zoom", "column", "row"):
        return 0
    return {"token": "no-such-token", "fact": "household_count", "day": "2020-01-06"}[name]


def query(route: Route) -> dict[str, str]:
    """What an address cannot be asked without."""
    asked = {"api:verdicts": {"rule": "three_no"}, "campaign_duties": {"duty": "judge_analogy"}}
    return asked.get(route.name, {})


def form(world: World, route: Route, place: str) -> dict[str, Any]:
    """A form that the page takes from whoever may send it, where such a form is short; else only its key."""
    if route.name == "api:correct":
        known = LedgerEntry.objects.get(compound_id=world.id_of("compound", place)).revision
        return {"value": 41, "source": "社区核查", "revision": known}
    filled = {"client_key": str(uuid4())}
    if route.name == "ledger_export":
        filled["format"] = "csv"
    if route.name in REASONED:
        filled |= {"reason": "核实", "version": "1"}
    filled |= LISTS.get(route.name, {})
    if route.name == "scheme_print":
        filled["format"] = "docx"
    if route.name == "scheme_draft":
        filled |= {"name": "scheme.yaml", "text": "title: 一句话\n", "version": "1"}
    if route.name == "override":
        entry = LedgerEntry.objects.get(compound_id=world.id_of("compound", place))
        filled |= {"revision": str(entry.revision), "outcome": "keep"}
    if route.name == "worklist_workbook":
        filled["fact"] = "floor_area_m2"
    if route.name == "correct":
        revision = LedgerEntry.objects.get(compound_id=world.id_of("compound", place)).revision
        filled |= {"value": "41", "source": "社区核查", "revision": str(revision)}
    if route.name == "duty_declare":
        version = Duty.objects.get(pk=world.id_of("duty", place)).version
        compound = str(world.id_of("compound", place))
        filled |= {"on": "2020-01-06", "evidence": "会议纪要", "compound": compound, "version": str(version)}
    return filled
