"""Which compounds made up the sums of a day is kept from the day of this migration on; of days before, only the sums."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

from sanwu.base import clock


def remember_from(apps, schema_editor):
    """Campaigns that were folded before: say from which day on the names are known."""
    apps.get_model("indicators", "FoldedThrough").objects.update(names_from=clock.today())


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_follow_overrides"),
        ("compounds", "0002_buildings_and_removals"),
        ("campaigns", "0001_initial"),
    ]

    operations = [
        migrations.AddField(model_name="foldedthrough", name="names_from", field=models.DateField(null=True)),
        migrations.AddField(
            # Nobody knows since when; `names_from` says from which day on that makes no difference.
            model_name="foldedcompound", name="since", field=models.DateField(default=datetime.date(2000, 1, 1)),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="FoldedEarlier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("division_code", models.CharField(max_length=12)),
                ("figures", models.TextField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "compound",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="compounds.compound",
                    ),
                ),
            ],
            options={
                "ordering": ["campaign_id", "compound_id", "until"],
                "indexes": [models.Index(fields=["campaign", "until", "since"], name="folded_earlier_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("compound", "campaign", "until"), name="folded_earlier_once")
                ],
            },
        ),
        migrations.RunPython(remember_from, migrations.RunPython.noop, elidable=True),
    ]  # fmt: skip
