"""Sums follow what was decided against rules, by its numbers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="foldedthrough", name="override", field=models.PositiveBigIntegerField(default=0)
        ),
    ]
