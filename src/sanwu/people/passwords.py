"""What a password must be, beside what Django checks (setting AUTH_PASSWORD_VALIDATORS)."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """Django's check with our words: its own Chinese sentence for a short password is missing in this release."""

    def get_error_message(self) -> str:
        return _("密码太短，至少需要 %(min_length)s 个字符。") % {"min_length": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少需要 %(min_length)s 个字符。") % {"min_length": self.min_length}
