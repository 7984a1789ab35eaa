"""Names of people as pages show them."""

from django import template

from sanwu.web.ui.words import person

register = template.Library()
register.filter("person", person)
