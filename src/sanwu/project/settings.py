"""All settings, from the environment only; each is documented in docs/operators (a test says so).

SANWU_HOME holds everything that belongs to one installation: database, uploaded files, keys.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from sanwu.project.environment import Environment
from sanwu.project.logs import for_our_host

env = Environment()

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
SANWU_HOME = env.path("SANWU_HOME", default=CHECKOUT / ".sanwu").resolve()
SANWU_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
SANWU_SCHEMES = env.path("SANWU_SCHEMES", default=CHECKOUT / "schemes")
SANWU_IMPORT_MAX_ROWS = env.number("SANWU_IMPORT_MAX_ROWS", default=200_000)
SANWU_TIME_ZONE = env.time_zone("SANWU_TIME_ZONE", default="Asia/Shanghai")
PORT = env.number("PORT", default=8000, most=65535)
# Maps: a PMTiles file to draw below our own boundaries ("" for none), and a key for Tianditu's tiles ("" for none).
SANWU_BASEMAP = env.text("SANWU_BASEMAP", default="")
SANWU_TIANDITU_KEY = env.text("SANWU_TIANDITU_KEY", default="")


def _secret_key() -> str:
    """The installation's own key, made at the first start, readable by its owner only.

    Written aside and then linked, so that of two first starts at once both use the same whole key.
    """
    path = SANWU_HOME / "secret_key"
    if not path.exists():
        aside = SANWU_HOME / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(60))
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"密钥文件 {path} 能被其他用户读取。请运行 chmod 600 {path} 后再启动。")
    key = path.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured(f"密钥文件 {path} 不完整。请从备份恢复；没有备份时可删除它，下次启动会重新生成。")
    return key


FIRST_START = not (SANWU_HOME / "secret_key").exists()  # of this installation; its key is made now
SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = env.names("SANWU_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.names("SANWU_TRUSTED_ORIGINS", default=[])
# Behind a TLS proxy set SANWU_HTTPS=1: secure cookies, HSTS, and the proxy's header is believed.
SANWU_HTTPS = env.switch("SANWU_HTTPS", default=False)

INSTALLED_APPS = [
    # The house, read from the foundation upwards (design §2).
    "sanwu.records",
    "sanwu.jobs",
    "sanwu.territory",
    "sanwu.people",
    "sanwu.approvals",
    "sanwu.compounds",
    "sanwu.campaigns",
    "sanwu.duties",
    "sanwu.ledger",
    "sanwu.decisions",
    "sanwu.indicators",
    "sanwu.exchange",
    "sanwu.demo",
    "sanwu.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sanwu.web.ui.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sanwu.people.middleware.AccessMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sanwu.project.urls"
WSGI_APPLICATION = "sanwu.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

_database = env.database("DATABASE_URL", default=f"sqlite:///{SANWU_HOME / 'sanwu.sqlite3'}")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Own engine: refuses to run without WAL, synchronous=FULL and foreign keys; one writer lock per data folder.
    _database["ENGINE"] = "sanwu.project.sqlite"
    _database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    _database["CONN_MAX_AGE"] = 600  # opening it and proving its settings costs more than most questions
else:
    _database["OPTIONS"] = {
        # A question that a connection asks for the sixth time is prepared: the server need not read it anew, and keeps
        # its plan where no value could make a better one.
        "prepare_threshold": 5,
        **_database.get("OPTIONS", {}),  # what the URL asks for, such as sslmode
        # Compiling a question takes longer than any of ours takes to answer.
        "options": "-c statement_timeout=600000 -c lock_timeout=20000 -c jit=off",
        # Values travel beside the words; to write them into the words takes an eighth of a page's time.
        "server_side_binding": True,
    }
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "sanwu.people.backends.AccountBackend",
    "sanwu.people.backends.SecondFactorBackend",
]
# Who must bind a device before working: the three administrators, everybody, or nobody. The demo's people never must.
SANWU_SECOND_FACTOR = env.choice("SANWU_SECOND_FACTOR", default="administrators", others=("everybody", "nobody"))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "sanwu.people.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
# Ten tries in 15 minutes, counted per account and source together, so that one desk cannot lock out a whole office.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Trying on does not prolong the wait, so that nobody keeps another person's desk locked.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "sanwu.people.names.username_of_try"
AXES_CLIENT_IP_CALLABLE = "sanwu.people.network.client_address"
AXES_LOCKOUT_CALLABLE = "sanwu.web.desk.sign_in.locked_out"
AXES_VERBOSE = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "sanwu_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SANWU_SESSION_IDLE_SECONDS = env.number("SANWU_SESSION_IDLE_SECONDS", default=30 * 60)
# A view without a declared rule is refused (403); tests set this, and then it is an error that names the view.
SANWU_STRICT_RULES = env.switch("SANWU_STRICT_RULES", default=False)
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SANWU_HTTPS
if SANWU_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The only host besides ourselves that a page may ask, and only where an office has chosen it.
_tianditu = [f"https://t{number}.tianditu.gov.cn" for number in range(8)] if SANWU_TIANDITU_KEY else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, *_tianditu],
        "worker-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_tianditu],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = SANWU_TIME_ZONE
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": SANWU_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "sanwu.web.ui.static_files.KeptAddresses"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_HANDLERS = [
    "sanwu.web.ui.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SANWU_UPLOAD_MAX_BYTES = env.number("SANWU_UPLOAD_MAX_BYTES", default=100 * 1024 * 1024)

_LINE = "{asctime} {levelname} {name} {message}"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": _LINE, "style": "{"},
        "one_line": {"()": "sanwu.project.logs.OneLine", "fmt": _LINE, "style": "{"},
    },
    "filters": {"our_host": {"()": "django.utils.log.CallbackFilter", "callback": for_our_host}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "one_line": {"class": "logging.StreamHandler", "formatter": "one_line"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "sanwu": {"level": "INFO"},
        "django.request": {"filters": ["our_host"]},
        "django.security.DisallowedHost": {"handlers": ["one_line"], "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
