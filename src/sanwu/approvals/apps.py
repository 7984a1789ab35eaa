from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "sanwu.approvals"
    label = "approvals"
    verbose_name = "审批"
    default_auto_field = "django.db.models.BigAutoField"
