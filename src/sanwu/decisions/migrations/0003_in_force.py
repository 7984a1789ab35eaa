"""What holds stands beside what the rule says, and complete files beside verdicts; both are made from what is stored."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    verdicts = apps.get_model("decisions", "Verdict").objects
    verdicts.update(in_force=F("outcome"))
    decided = {}
    overrides = apps.get_model("decisions", "VerdictOverride").objects.order_by("id")
    for campaign, compound, rule, outcome in overrides.values_list("campaign_id", "compound_id", "rule", "outcome"):
        decided[campaign, compound, rule] = outcome
    for (campaign, compound, rule), outcome in decided.items():
        if outcome:
            here = verdicts.filter(campaign=campaign, compound=compound, rule=rule, current=True)
            here.exclude(outcome="not_applicable").update(in_force=outcome)
    # The next refresh looks at every compound once, and thereby notes which files are complete.
    apps.get_model("decisions", "JudgedThrough").objects.update(change_set=0, entry=0)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_campaign_index"),
        ("compounds", "0002_buildings_and_removals"),
        ("decisions", "0002_filing"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileState",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("division_code", models.CharField(max_length=12)),
                ("complete", models.CharField(max_length=3)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "compound",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="compounds.compound"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        fields=["campaign", "complete", "division_code", "compound"], name="file_state_by_place"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("campaign", "compound"), name="file_state_once")],
            },
        ),
        migrations.RemoveIndex(model_name="verdict", name="verdict_by_outcome"),
        migrations.AddField(
            model_name="verdict",
            name="in_force",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=Q(("current", True)),
                fields=["campaign", "rule", "in_force", "division_code", "compound"],
                name="verdict_by_force",
            ),
        ),
    ]
