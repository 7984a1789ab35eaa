from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sanwu.people"
    label = "people"
    verbose_name = "人员岗位"
    default_auto_field = "django.db.models.BigAutoField"
