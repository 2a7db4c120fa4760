"""Django's settings for the peers: nothing but what they need, in a database of their own."""

import os

import environ

SECRET_KEY = "only for a benchmark on loopback"  # noqa: S105
DATABASES = {"default": {**environ.Env.db_url_config(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": None}}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "mptt",
    "djmoney",
    "hordak",
    "scripts.bench_ledger.per_row",
]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
