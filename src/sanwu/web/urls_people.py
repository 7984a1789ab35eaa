"""Addresses of accounts and their keeping: signing in with a second factor, and what the security administrator does."""

from django.urls import path

from sanwu.web.desk import second_factor

urlpatterns = [
    path("sign-in/code/", second_factor.sign_in_code, name="sign_in_code"),
    path("account/second-factor/", second_factor.second_factor, name="second_factor"),
    path("account/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
]
