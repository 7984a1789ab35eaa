"""Addresses of accounts and their keeping: signing in with a second factor, and what the security administrator does."""

from django.urls import path

from sanwu.web.desk import invitations, people, people_sees, people_units, posts, second_factor

urlpatterns = [
    path("sign-in/code/", second_factor.sign_in_code, name="sign_in_code"),
    path("account/second-factor/", second_factor.second_factor, name="second_factor"),
    path("account/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("people/", people.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/<int:number>/", people.person_page, name="person"),
    path("people/<int:number>/sees/", people_sees.person_sees, name="person_sees"),
    path("people/<int:number>/name/", invitations.person_name, name="person_name"),
    path("people/<int:number>/link/", invitations.person_link, name="person_link"),
    path("people/<int:number>/close/", invitations.person_close, name="person_close"),
    path("people/<int:number>/open/", invitations.person_open, name="person_open"),
    path("people/<int:number>/second-factor/", invitations.person_factor, name="person_factor"),
    path("people/<int:number>/posts/", posts.post_new, name="post_new"),
    path("people/posts/<int:number>/end/", posts.post_stop, name="post_stop"),
    path("people/posts/<int:number>/cover/", posts.post_substitute, name="post_substitute"),
    path("people/posts/<int:number>/hand-over/", posts.post_pass_on, name="post_pass_on"),
    path("people/units/", people_units.units, name="units"),
    path("people/units/<int:number>/name/", people_units.unit_name, name="unit_name"),
    path("people/units/<int:number>/join/", people_units.unit_join, name="unit_join"),
]
