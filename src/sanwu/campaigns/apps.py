from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "sanwu.campaigns"
    label = "campaigns"
    verbose_name = "行动"
    default_auto_field = "django.db.models.BigAutoField"
