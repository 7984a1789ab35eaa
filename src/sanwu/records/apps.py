from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "sanwu.records"
    label = "records"
    verbose_name = "操作日志"
    default_auto_field = "django.db.models.BigAutoField"
