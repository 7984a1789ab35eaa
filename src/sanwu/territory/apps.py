from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "sanwu.territory"
    label = "territory"
    verbose_name = "行政区划"
    default_auto_field = "django.db.models.BigAutoField"
