"""`{% if address|is_shown %}`: whether a page may show the picture at that address."""

from django import template

from offers.pictures import is_shown

register = template.Library()
register.filter("is_shown", is_shown)
