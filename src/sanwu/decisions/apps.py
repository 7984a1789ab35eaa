from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "sanwu.decisions"
    label = "decisions"
    verbose_name = "认定"
    default_auto_field = "django.db.models.BigAutoField"
