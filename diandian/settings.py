"""Every setting, read top to bottom. Values come from the environment; `.env.example` lists them all."""

import base64
import hashlib
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from certificates.sealing import pair_problem
from diandian.lib.secret_files import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # NAME_FILE=/run/secrets/name is read in place of NAME
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# --- What kind of installation this is --------------------------------------------------------------------

DIANDIAN_MODE = env.str("DIANDIAN_MODE", "demo")  # demo, test or production
if DIANDIAN_MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"DIANDIAN_MODE must be demo, test or production, not {DIANDIAN_MODE!r}.")
IS_PRODUCTION = DIANDIAN_MODE == "production"

VAR_DIR = Path(env.str("DIANDIAN_VAR_DIR", str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", False)
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["*"])


def _own_secret_key() -> str:
    """The key of a demonstration: made once, kept beside its database, never in the repository."""
    return kept_secret(VAR_DIR / "secret_key", lambda: secrets.token_urlsafe(50))


SECRET_KEY = env.str("SECRET_KEY", "") if IS_PRODUCTION else env.str("SECRET_KEY", "") or _own_secret_key()
# Keys of before, so that links which holders keep open still after the key was changed.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# The public log of the ledger: its name, for ever, and the seed of its key (32 bytes in base64).
# A demonstration's cannot be taken for anybody's real one, and does not change with the port.
_own_log = f"{urlsplit(PUBLIC_URL).netloc if IS_PRODUCTION else 'demonstration.invalid'}/ledger/log"
LOG_ORIGIN = env.str("LOG_ORIGIN", _own_log)
LOG_SIGNING_KEY = env.str("LOG_SIGNING_KEY", "")
if not LOG_SIGNING_KEY and not IS_PRODUCTION:
    LOG_SIGNING_KEY = kept_secret(
        VAR_DIR / "log_signing_key", lambda: base64.b64encode(secrets.token_bytes(32)).decode()
    )

# The key that signs certificates, with its X.509 certificate, in PEM. Where there is none, as in a demonstration,
# every certificate is a demonstration's, and is signed with a key made of this secret.
CERTIFICATE_SIGNING_KEY = env.str("CERTIFICATE_SIGNING_KEY", "", multiline=True)
CERTIFICATE_SIGNING_CERTIFICATE = env.str("CERTIFICATE_SIGNING_CERTIFICATE", "", multiline=True)
CERTIFICATE_SECRET = ""
if not CERTIFICATE_SIGNING_KEY and not IS_PRODUCTION:
    CERTIFICATE_SECRET = kept_secret(VAR_DIR / "certificate_secret", lambda: secrets.token_urlsafe(50))

# The sandbox takes no real money. It is on wherever nobody could mistake the page for a real sale.
PAYMENT_SANDBOX = env.bool("PAYMENT_SANDBOX", not IS_PRODUCTION)
# Only `make stack` sets this: the production shape on one machine's loopback, with sandbox payments.
ALLOW_SANDBOX_ON_LOOPBACK = env.bool("ALLOW_SANDBOX_ON_LOOPBACK", False)


def _is_seed(text: str) -> bool:
    """Whether the text is 32 bytes in base64, and not plainly made up."""
    try:
        seed = base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return len(seed) == 32 and len(set(seed)) > 8


_PAIR_PROBLEMS = {
    "key": "CERTIFICATE_SIGNING_KEY is missing or no P-256 key in PEM; make one with `make certificate-key`.",
    "certificate": "CERTIFICATE_SIGNING_CERTIFICATE is missing or not in PEM; `make certificate-key` prints it.",
    "mismatch": "CERTIFICATE_SIGNING_CERTIFICATE is not the certificate of CERTIFICATE_SIGNING_KEY.",
    "demonstration": "CERTIFICATE_SIGNING_KEY is a demonstration's; make one with `make certificate-key`.",
}


def _reasons_not_to_start() -> list[str]:
    reasons = []
    if len(SECRET_KEY) < 40 or "change-me" in SECRET_KEY or SECRET_KEY.startswith("django-insecure"):
        reasons.append("SECRET_KEY is missing, short or the example's; make one with `make secret`.")
    if not _is_seed(LOG_SIGNING_KEY):
        reasons.append("LOG_SIGNING_KEY is missing or the example's; make one with `make log-key`.")
    if problem := pair_problem(CERTIFICATE_SIGNING_KEY, CERTIFICATE_SIGNING_CERTIFICATE):
        reasons.append(_PAIR_PROBLEMS[problem])
    if DEBUG:
        reasons.append("DEBUG is on; unset it.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        reasons.append("ALLOWED_HOSTS must name the hosts that this installation answers to.")
    on_loopback = all(host in {"127.0.0.1", "localhost", "[::1]"} for host in ALLOWED_HOSTS)
    if PAYMENT_SANDBOX and not (ALLOW_SANDBOX_ON_LOOPBACK and on_loopback):
        reasons.append("PAYMENT_SANDBOX is on; sandbox payments take no money.")
    if not PUBLIC_URL.startswith("https://") and not on_loopback:
        reasons.append("PUBLIC_URL must begin with https://; it is printed into every QR code.")
    if not env.str("DATABASE_URL", "").startswith(("postgres", "psql", "pgsql")):
        reasons.append("DATABASE_URL must name a PostgreSQL database.")
    if not env.str("REDIS_URL", ""):
        reasons.append("REDIS_URL is missing.")
    return reasons


if IS_PRODUCTION and (reasons := _reasons_not_to_start()):
    raise ImproperlyConfigured("Diandian does not start in production:\n- " + "\n- ".join(reasons))

# --- Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",
    "diandian.apps.DiandianAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "people",
    "footprint",
    "credits",
    "certificates",
    "payments",
    "events",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "diandian.middleware.LanguageMiddleware",
    "diandian.middleware.NoNulMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "diandian.urls"
WSGI_APPLICATION = "diandian.wsgi.application"
AUTH_USER_MODEL = "people.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["diandian.templatetags.dots"],
        },
    },
]

# --- Storage ----------------------------------------------------------------------------------------------

_EMBEDDED = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "diandian.sqlite3")}
DATABASES: dict[str, Any] = {
    "default": env.db_url("DATABASE_URL") if env.str("DATABASE_URL", "") else _EMBEDDED
}
IS_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # recursive_triggers: without it INSERT OR REPLACE walks round the triggers that refuse DELETE.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON;"
        ),
    }
    # A file, because tests open it from several threads and processes at once.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 600)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery -----------------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # A dead Redis must cost a request no more than a moment: the row is already safe, the sweeper finds it.
    {"socket_connect_timeout": 0.5, "socket_timeout": 1.5, "max_retries": 0, "visibility_timeout": 120}
    if REDIS_URL
    else {"polling_interval": 0.05}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", "diandian")
# Papers have queues and workers of their own: the ledger never waits for them. What takes long, and what nobody
# waits for, has one more: the workers take from both in turn, so that proofs, sweeps and a spectator's paper wait for
# the groups that are being drawn, and never for the thousands behind them.
CELERY_TASK_ROUTES = {
    "events.tasks.make_report": {"queue": f"{CELERY_TASK_DEFAULT_QUEUE}-bulk"},
    "events.tasks.make_waiting_reports": {"queue": f"{CELERY_TASK_DEFAULT_QUEUE}-bulk"},
    "certificates.tasks.render_group": {"queue": f"{CELERY_TASK_DEFAULT_QUEUE}-bulk"},
    "certificates.tasks.draw_poster": {"queue": f"{CELERY_TASK_DEFAULT_QUEUE}-bulk"},
    "certificates.tasks.*": {"queue": f"{CELERY_TASK_DEFAULT_QUEUE}-papers"},
}

# Where the worker reaches the web server with the sandbox gateway's notifications; "" for PUBLIC_URL.
SANDBOX_NOTIFY_URL = env.str("SANDBOX_NOTIFY_URL", "")

# --- Mail -------------------------------------------------------------------------------------------------

# Reminders to organisers. Without a server they are printed where the worker's log is.
_mail = env.email_url("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST", ""), _mail.get("EMAIL_PORT", 0)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_USER", ""), _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "Diandian <diandian@localhost>")

# --- Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
MODELTRANSLATION_LANGUAGES = ("zh-hans", "en")
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hans"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("zh-hans", "en")}
LOCALE_PATHS = [BASE_DIR / "diandian" / "locale"]
LANGUAGE_COOKIE_NAME = "diandian_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")

# --- Static files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _HASHED if IS_PRODUCTION else _PLAIN},
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
# Files are looked for when they are asked for, not all of them by each of the thousands of clients of a test run.
WHITENOISE_AUTOREFRESH = DIANDIAN_MODE == "test"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes; no form of ours comes near it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# --- Security ---------------------------------------------------------------------------------------------

IS_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_SSL_REDIRECT = IS_HTTPS and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# A promise for every host below this one, and hard to take back: only an operator can give it.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS and env.bool("HSTS_SUBDOMAINS", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
# Not same-origin: payment pages refuse a customer who arrives with no Referer.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# Also behind the admin's login: whoever guesses passwords soon has to wait.
AUTHENTICATION_BACKENDS = ["people.signing_in.GuardedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The one style sheet of the public pages. The first view carries it inline, allowed by its hash.
STYLE_SHEET = (BASE_DIR / "static" / "css" / "diandian.css").read_text(encoding="utf-8").strip()
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE_SHEET.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", f"'sha256-{_STYLE_HASH}'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# --- The programming interface ----------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
}

# --- Times that matter ------------------------------------------------------------------------------------

PAYMENT_HOLD_SECONDS = env.int("PAYMENT_HOLD_SECONDS", 15 * 60)  # how long an unpaid promise keeps its grams

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "diandian.logs.MaskWhatOpensPages"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["mask"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        # Django's own handlers would write and mail the same lines unmasked.
        "django": {"handlers": [], "level": "NOTSET"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
