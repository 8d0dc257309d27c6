"""All settings of Bangfu; what differs between machines comes from the environment.

Every variable is read by `config/env.py`, which refuses bad values by name;
`docs/operators.md` lists them.
"""

import re
from datetime import date
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env, keys
from config.postgres import Cluster

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("BANGFU_VAR") or BASE_DIR / "var")
VERSION = re.search(
    r"^## (\S+)", (BASE_DIR / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
).group(1)

# --- How it runs -------------------------------------------------------------
PRODUCTION = env.flag("BANGFU_PRODUCTION")
DEMO = env.flag("BANGFU_DEMO")
DEMO_WORKING_DATE = date(2022, 12, 20) if DEMO else None
DEBUG = env.flag("BANGFU_DEBUG")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("BANGFU_DEMO must be off in a production start.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("BANGFU_DEBUG must be off in a production start.")

SECRET_KEY = keys.load("secret", VAR_DIR / "keys", production=PRODUCTION)
ENCRYPTION_KEY = keys.load("encryption", VAR_DIR / "keys", production=PRODUCTION)
DIGEST_KEY = keys.load("digest", VAR_DIR / "keys", production=PRODUCTION)

ALLOWED_HOSTS = env.words("BANGFU_HOSTS")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "A production start needs BANGFU_HOSTS (names, separated by commas)."
    )
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS if PRODUCTION]

# --- The database: one owner migrates, the app role does everything else -----
CLUSTER = env.text("BANGFU_CLUSTER", "main")
DATABASE_OPTIONS = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "TIME_ZONE": None,
}
EMBEDDED = not env.text("DATABASE_URL") and not env.text("DATABASE_URL_FILE")
if EMBEDDED:
    socket_dir = str(Cluster(name=CLUSTER, project=BASE_DIR).socket_dir)
    name = env.text("BANGFU_DATABASE", "bangfu")
    place = {"NAME": name, "HOST": socket_dir, "PORT": "5432", "PASSWORD": ""}
    app, owner = place | {"USER": "bangfu_app"}, place | {"USER": "bangfu_owner"}
else:
    app = env.database("DATABASE_URL")
    owner = env.database("DATABASE_OWNER_URL") or app
    if PRODUCTION and owner["USER"] == app["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL must name another role than DATABASE_URL: "
            "what the app role may not do is what protects the ledger."
        )
for place in (app, owner):
    place["OPTIONS"] = {"options": DATABASE_OPTIONS} | place.get("OPTIONS", {})
DATABASES = {"default": DATABASE | app, "owner": DATABASE | owner | {"CONN_MAX_AGE": 0}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- What it is made of ------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "config.apps.BangfuAdminConfig",
    "accounts.apps.AccountsConfig",
    "exchange.apps.ExchangeConfig",
    "assistance.apps.AssistanceConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "pgtrigger",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.PreferenceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.middleware.SignInRulesMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "config.navigation.context",
            ],
        },
    }
]

# --- Who signs in, and for how long ------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.roles_backend.RoleBackend",
]
_CHECKS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_CHECKS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": f"{_CHECKS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["staff_number", "name"]},
    },
    {"NAME": f"{_CHECKS}.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ThreeKindsValidator"},
]
PASSWORD_MAX_AGE_DAYS = env.integer("BANGFU_PASSWORD_DAYS", 90, least=0, most=3650)
IDLE_MINUTES = env.integer("BANGFU_IDLE_MINUTES", 30, least=1, most=1440)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_USERNAME_CALLABLE = "accounts.passwords.attempted_number"
AXES_CLIENT_STR_CALLABLE = "accounts.passwords.masked_client"
REVEALS_PER_HOUR = env.integer("BANGFU_REVEALS_PER_HOUR", 60, least=1, most=10000)
PRIVATE_DIR = VAR_DIR / "private"

# --- Language, time, files ---------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
_MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "config.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": _MANIFEST if PRODUCTION else _PLAIN},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 3600

# --- Safety ------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "config.admin.errors.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Checked by web, worker and `manage.py health` before they serve anything.
STARTUP_CHECKS = ["config.database.check", "accounts.services.keys.verify_keys"]
# Run by `manage.py migrate` as the owner: rows that must exist, by idempotent code.
REFERENCE_ROWS = ["accounts.reference.sync"]
# Loaded by `make run` in the demonstration, in this order.
DEMONSTRATION = ["accounts.demo.load"]

# Where the ground asks the rooms above it (`config/admin/hooks.py`).
HOOKS = {
    "home": "accounts.admin.setup.home",
    "history": "accounts.trail_reading.history_of",
    "last_change": "accounts.trail_reading.last_change",
    "site_urls": "accounts.admin.setup.site_urls",
    "sign_in_form": "accounts.admin.forms.SignInForm",
    "password_form": "accounts.admin.forms.OwnPasswordForm",
    "demo_accounts": "accounts.admin.sign_in.demo_accounts",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.PlacesFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers (mail, coloured console) would print values.
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
# The staff number is unique whatever its case, which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
SITE_TITLE = _("Bangfu")
