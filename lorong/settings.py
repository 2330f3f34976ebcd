"""All settings, read from the environment and from nowhere else. Nonsense stops the start with a sentence.

`LORONG_ENV` is `development` (the default: first run, tests) or `production`. In production nothing has a default
that could be forgotten. `.env.example` lists every variable; a test holds the two together.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from lorong.lib.sealing import Keyring

BASE_DIR = Path(__file__).resolve().parent.parent
CITIES_DIR = BASE_DIR / "cities"
CATALOG_DIR = BASE_DIR / "catalog"
DEVELOPMENT_SECRET = "development-only-secret-never-used-by-a-city"  # noqa: S105


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None or (value == "" and default is None):
        raise ImproperlyConfigured(f"Set {name}; .env.example says what it is.")
    return value


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("LORONG_DATABASE_URL must be postgresql://user:password@host:port/name.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "") or parts.hostname or ""),
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"application_name": "lorong", "connect_timeout": 10, **query},
    }


def _stays_here(address: dict[str, Any]) -> bool:
    """Whether nobody between here and the database can listen: the same machine, or a connection that is checked."""
    host, mode = address["HOST"], address["OPTIONS"].get("sslmode", "")
    return host in {"", "localhost", "127.0.0.1", "::1"} or host.startswith("/") or mode == "verify-full"


ENVIRONMENT = env("LORONG_ENV", "development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"LORONG_ENV is {ENVIRONMENT!r}: write development or production.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = False
DEMO = env_bool("LORONG_DEMO", not PRODUCTION)
HTTPS = env_bool("LORONG_HTTPS", PRODUCTION)

SECRET_KEY = env("LORONG_SECRET_KEY", None if PRODUCTION else DEVELOPMENT_SECRET)
SECRET_KEY_FALLBACKS = [s for s in env("LORONG_SECRET_KEY_FALLBACKS", "").split(",") if s]


def _development_key(name: str) -> str:
    return base64.b64encode(hashlib.sha256(f"{DEVELOPMENT_SECRET}:{name}".encode()).digest()).decode()


try:
    KEYRING = Keyring.parse(
        env("LORONG_FIELD_KEYS", None if PRODUCTION else f"1:{_development_key('field')}").split(","),
        env("LORONG_INDEX_KEYS", None if PRODUCTION else _development_key("index")).split(","),
    )
except ValueError as error:
    raise ImproperlyConfigured(f"LORONG_FIELD_KEYS or LORONG_INDEX_KEYS: {error}.") from error

if PRODUCTION:
    if "*" in env("LORONG_HOSTS"):
        raise ImproperlyConfigured("LORONG_HOSTS=* lets anybody name this host as they like: write the host names.")
    if DEMO:
        raise ImproperlyConfigured("LORONG_DEMO=1 lets anybody be anybody: it never runs with LORONG_ENV=production.")
    if SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 40:
        raise ImproperlyConfigured("LORONG_SECRET_KEY is the default or too short: write at least 40 random characters.")
    if not HTTPS:
        raise ImproperlyConfigured("LORONG_HTTPS=0 in production: people's data only travels by HTTPS.")
    if _development_key("field") in env("LORONG_FIELD_KEYS") or _development_key("index") in env("LORONG_INDEX_KEYS"):
        raise ImproperlyConfigured("LORONG_FIELD_KEYS or LORONG_INDEX_KEYS is the development key: make your own.")

CITY = env("LORONG_CITY", "makassar")
if not (CITIES_DIR / CITY / "city.toml").exists():
    known = ", ".join(sorted(p.parent.name for p in CITIES_DIR.glob("*/city.toml")))
    raise ImproperlyConfigured(f"LORONG_CITY is {CITY!r}, which is no folder in cities/. There are: {known}.")

PUBLIC_URL = env("LORONG_PUBLIC_URL", None if PRODUCTION else "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = [h for h in env("LORONG_HOSTS", None if PRODUCTION else "*").split(",") if h]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# The web role owns nothing; migrations run with LORONG_OWNER_DATABASE_URL (see lorong/kernel/audit/management).
DATABASES = {"default": database(env("LORONG_DATABASE_URL", "postgresql://lorong@localhost:5432/lorong"))}
if PRODUCTION and not _stays_here(DATABASES["default"]):
    raise ImproperlyConfigured(
        "LORONG_DATABASE_URL goes over a network: end it with ?sslmode=verify-full (and set PGSSLROOTCERT), or data travel in the clear."
    )
OWNER_DATABASE_URL = env("LORONG_OWNER_DATABASE_URL", "")
BACKUP_DATABASE_URL = env("LORONG_BACKUP_DATABASE_URL", "")  # read by lorong/station/backup.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "lorong.kernel.audit",
    "lorong.kernel.people",
    "lorong.kernel.city",
    "lorong.kernel.documents",
    "lorong.kernel.messages",
    "lorong.kernel.catalog",
    "lorong.kernel.cases",
    "lorong.services.letters",
    "lorong.services.complaints",
    "lorong.services.hotline",
    "lorong.portals.look",
    "lorong.portals.accounts",
    "lorong.portals.api",
    "lorong.portals.applying",
    "lorong.portals.citizen",
    "lorong.portals.officer",
    "lorong.portals.command",
    "lorong.portals.public",
]

MIDDLEWARE = [
    "lorong.portals.door.RequestLog",
    "lorong.portals.door.SecureHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lorong.portals.door.Compress",
    "lorong.portals.door.OneCity",
    "lorong.portals.door.Arriving",
    "lorong.portals.door.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lorong.portals.door.WhoIsThere",
    "lorong.portals.door.Refusals",
]

ROOT_URLCONF = "lorong.urls"
WSGI_APPLICATION = "lorong.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": ["lorong.portals.look.folding.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lorong.portals.door.surroundings",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["lorong.portals.door.Accounts"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "lorong.kernel.people.passwords.CommonPasswords"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "lorong.kernel.people.passwords.OwnWords"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"

# Passkeys, authenticator apps and recovery codes are django-allauth's; its own pages and addresses are not used.
MFA_ADAPTER = "lorong.kernel.people.keeper.FactorKeeper"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds to either side: cheap phones have poor clocks
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]

SESSION_ENGINE = "lorong.kernel.people.sessions"  # its lifetimes: shorter, and shorter still for officers
# __Host-: the browser takes the cookie by HTTPS only, and sends it to this host only, never to or from a neighbour.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}lorong"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lorong.portals.door.csrf_failed"
SECURE_SSL_REDIRECT = HTTPS and env_bool("LORONG_REDIRECT_TO_HTTPS", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("LORONG_BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "lorong" / "locale", CATALOG_DIR / "locale"]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}bahasa"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # stored time; people see the city's zone

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("LORONG_STATIC_ROOT", str(BASE_DIR / "static")))
MEDIA_ROOT = Path(env("LORONG_MEDIA_ROOT", str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "lorong.portals.door.incoming.Large"]
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# How a letter is signed: "local" (this house's own certificate authority) or "national" (the service's HTTP door).
SIGNER = env("LORONG_SIGNER", "local")
NATIONAL_SIGNER_URL = env("LORONG_NATIONAL_SIGNER_URL", "")
NATIONAL_SIGNER_USER = env("LORONG_NATIONAL_SIGNER_USER", "")
NATIONAL_SIGNER_PASSWORD = env("LORONG_NATIONAL_SIGNER_PASSWORD", "")

EMAIL_URL = env("LORONG_EMAIL_URL", "")
EMAIL_FROM = env("LORONG_EMAIL_FROM", "layanan@contoh.go.id")
SMS_GATEWAY_URL = env("LORONG_SMS_GATEWAY_URL", "")
if PRODUCTION and not SMS_GATEWAY_URL:
    raise ImproperlyConfigured("LORONG_SMS_GATEWAY_URL is empty: one-time codes and status messages need a gateway.")
SMS_GATEWAY_TOKEN = env("LORONG_SMS_GATEWAY_TOKEN", "")
SMS_INBOUND_TOKEN = env("LORONG_SMS_INBOUND_TOKEN", "")

# The mayor's hotline. WhatsApp speaks Meta's Cloud API; without an address its answers go by SMS. The number of the
# hotline has a gateway of its own, and mail is handed in by the mail server, both with this token.
WHATSAPP_URL = env("LORONG_WHATSAPP_URL", "")
WHATSAPP_TOKEN = env("LORONG_WHATSAPP_TOKEN", "")
WHATSAPP_APP_SECRET = env("LORONG_WHATSAPP_APP_SECRET", "")
WHATSAPP_VERIFY_TOKEN = env("LORONG_WHATSAPP_VERIFY_TOKEN", "")
if WHATSAPP_URL and not (WHATSAPP_TOKEN and WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN):
    raise ImproperlyConfigured("LORONG_WHATSAPP_URL needs LORONG_WHATSAPP_TOKEN, _APP_SECRET and _VERIFY_TOKEN.")
HOTLINE_TOKEN = env("LORONG_HOTLINE_TOKEN", "")

# Keys of other cities' installations, by the id they have in cities/<city>/complaints.toml: gowa=...,maros=...
NEIGHBOUR_KEYS = dict(pair.strip().partition("=")[::2] for pair in env("LORONG_NEIGHBOUR_KEYS", "").split(",") if pair.strip())
if not all(name and key for name, key in NEIGHBOUR_KEYS.items()):
    raise ImproperlyConfigured("LORONG_NEIGHBOUR_KEYS is not readable: write id=key, commas between, such as gowa=o311_abc.")

# How a field officer finds the way: a link to the telephone's own map, or to one that the city has chosen.
DIRECTIONS_URL = env("LORONG_DIRECTIONS_URL", "geo:{lat},{lon}?q={lat},{lon}")
if set(re.findall(r"{[^}]*}", DIRECTIONS_URL)) != {"{lat}", "{lon}"}:
    raise ImproperlyConfigured("LORONG_DIRECTIONS_URL must name {lat} and {lon}, such as geo:{lat},{lon}?q={lat},{lon}.")

# Who may read /metrik: whoever has the token, or comes from one of these networks. Neither set: nobody.
METRICS_TOKEN = env("LORONG_METRICS_TOKEN", "")
try:
    METRICS_FROM = [ip_network(n.strip()) for n in env("LORONG_METRICS_FROM", "").split(",") if n.strip()]
except ValueError as error:
    raise ImproperlyConfigured(f"LORONG_METRICS_FROM: {error}. Write networks such as 10.0.0.0/8.") from error
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("LORONG_METRICS_TOKEN is too short: write at least 20 random characters.")
# Several web processes count together in this folder, which is emptied before they start. Unset: one process.
METRICS_FOLDER = env("LORONG_METRICS_FOLDER", "")

SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lorong.lib.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env("LORONG_LOG_LEVEL", "WARNING")},
    "loggers": {
        "lorong": {"level": env("LORONG_LOG_LEVEL", "INFO")},
        # What a stranger sends is no fault of ours: the line of the request has its status and kind (portals.door.pages),
        # and nobody can fill the log with traces. Our own faults, 500 and above, keep theirs.
        "django.request": {"level": "ERROR"},
        **{
            f"django.security.{name}": {"level": "CRITICAL"}
            for name in (
                "DisallowedHost",
                "SuspiciousMultipartForm",
                "RequestDataTooBig",
                "TooManyFieldsSent",
                "TooManyFilesSent",
            )
        },
    },
}
