"""The product's settings with the bench's extra address."""

from sanwu.project.settings import *  # noqa: F403

ROOT_URLCONF = "bench.pages_urls"
