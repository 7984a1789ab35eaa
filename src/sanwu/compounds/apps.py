from django.apps import AppConfig


class CompoundsConfig(AppConfig):
    name = "sanwu.compounds"
    label = "compounds"
    verbose_name = "小区"
    default_auto_field = "django.db.models.BigAutoField"
