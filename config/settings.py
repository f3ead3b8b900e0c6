"""One settings file; everything that differs between machines comes from the environment.

A value that cannot be right stops the process at once, with one sentence that names it.
"""

import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


def env_text(name, default=""):
    """The value of a variable; an empty one counts as absent."""
    return os.environ.get(name, "").strip() or default


def env_bool(name, default):
    value = env_text(name).lower()
    if not value:
        return default
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be 1 or 0.")
    return value in YES


def env_list(name):
    """A comma-separated list."""
    return [item.strip() for item in env_text(name).split(",") if item.strip()]


def env_choice(name, choices, default):
    value = env_text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")
    return value


def env_number(name, default, low, high):
    """A whole number between bounds."""
    value = env_text(name, str(default))
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number from {low} to {high}.")
    return int(value)


def is_origin(value):
    """Whether this is scheme and host and no more, as in https://budget.example.gov.cn."""
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not any(parts[2:])


# What this process is

DEBUG = env_bool("DEBUG", default=False)

# all: a small county or a development machine; staff and public: two processes, two networks.
PORTAL_ROLE = env_choice("PORTAL_ROLE", ("all", "staff", "public"), default="all")
SERVES_STAFF = PORTAL_ROLE in {"all", "staff"}
SERVES_PUBLIC = PORTAL_ROLE in {"all", "public"}

SITE_URL = env_text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
if not is_origin(SITE_URL):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}; it must be the public address without a path, "
        "such as https://budget.example.gov.cn."
    )

# Where staff sign in, as e-mails to them say it: another address where the staff side has one of its own.
STAFF_URL = env_text("STAFF_URL", SITE_URL).rstrip("/")
if not is_origin(STAFF_URL):
    raise ImproperlyConfigured(
        f"STAFF_URL is {STAFF_URL!r}; it must be the address of the staff side without a path, "
        "such as https://staff.example.gov.cn."
    )

# The pages then say that the departments and figures are made up.
SITE_SAMPLE = env_bool("SITE_SAMPLE", default=False)

# Everything written at run time: the database, published files, trimmed fonts, collected static.
DATA_DIR = Path(env_text("DATA_DIR", str(BASE_DIR / "var"))).absolute()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"DATA_DIR is {str(DATA_DIR)!r}; it must be a directory that exists or can be made "
        f"({error.strerror})."
    ) from error


# Secrets and addresses. The values of secrets are never repeated in a message.

SECRET_KEY = env_text("SECRET_KEY", "development-only-" + "0123456789" * 5 if DEBUG else "")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        f"SECRET_KEY has {len(SECRET_KEY)} characters; it must be a random text of at least 50."
    )

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or [urlsplit(SITE_URL).hostname]

CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
for origin in CSRF_TRUSTED_ORIGINS:
    if not is_origin(origin):
        raise ImproperlyConfigured(
            f"CSRF_TRUSTED_ORIGINS holds {origin!r}; each must be a scheme and a host, "
            "such as https://budget.example.gov.cn."
        )


# HTTPS

HTTPS = env_bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # probes come over plain HTTP from inside
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# Browsers keep the preload list for whole registered domains: not this portal's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Only a front server that always sets these headers may be believed: the scheme, and, so many places
# from the end of X-Forwarded-For as there are front servers, the address of whoever asks.
TRUST_PROXY = env_bool("TRUST_PROXY", default=False)
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXY_COUNT = env_number("PROXY_COUNT", 1, 1, 9) if TRUST_PROXY else 0

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing inline and nothing from outside. What a page must write inline carries the nonce of its answer.
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
SECURITY_CONTACT = env_text("SECURITY_CONTACT")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://", "tel:")):
    raise ImproperlyConfigured(
        f"SECURITY_CONTACT is {SECURITY_CONTACT!r}; it must begin with mailto:, https:// or tel:."
    )


# Under what terms everything published may be used again: said on every page, in the data packages and the API.
LICENCE_NAME = env_text("LICENCE_NAME", "开放使用：可自由复制、传播和再利用，请注明来源和版本")
LICENCE_NAME_EN = env_text(
    "LICENCE_NAME_EN", "Open: copy, pass on and use again freely, naming source and version"
)
LICENCE_URL = env_text("LICENCE_URL", f"{SITE_URL}/data/#licence")
if not LICENCE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(
        f"LICENCE_URL is {LICENCE_URL!r}; it must be an address that begins with http:// or https://."
    )


# What is published may be signed (minisign, Ed25519): the secret key where publishing is done, the public key everywhere.
SIGNING_KEY_FILE = env_text("SIGNING_KEY_FILE")
SIGNING_PUBLIC_KEY = env_text("SIGNING_PUBLIC_KEY")


# Applications. The public role has no admin, no session and no messages.

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_tables2",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "budgets.apps.BudgetsConfig",
    "disclosures.apps.DisclosuresConfig",
]
MIDDLEWARE = [
    "config.middleware.Headers",
    "config.middleware.OpenToScripts",
    "config.middleware.Bounds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.LanguageFromAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "disclosures.asking.Unavailability",
]
CONTEXT_PROCESSORS = ["django.template.context_processors.request"]

if SERVES_STAFF:
    INSTALLED_APPS = [
        "budgets.signing_in.apps.StaffSiteConfig",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django_otp",
        "django_otp.plugins.otp_totp",
        "django_tasks",
        "django_tasks_db",
        *INSTALLED_APPS,
    ]
    MIDDLEWARE += [
        "budgets.origin.Origin",
        "budgets.staff_side.Session",
        "budgets.staff_side.Person",
        "budgets.staff_side.Messages",
        "budgets.kept.StaffAnswers",
        "budgets.signing_in.sessions.Sessions",
    ]
    CONTEXT_PROCESSORS += [
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]

    # Long work is queued in the database and done by `manage.py tend`. The public role has none.
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    }
]


# Database

DATABASE_URL = env_text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
scheme = DATABASE_URL.partition(":")[0]
if scheme not in {"sqlite", "postgres", "postgresql"}:
    raise ImproperlyConfigured(
        f"DATABASE_URL begins with {scheme!r}; it must begin with sqlite or postgres, "
        "such as postgres://user:password@host:5432/name."
    )
try:
    database = dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
except ValueError as error:
    raise ImproperlyConfigured(
        f"DATABASE_URL (a {scheme} address, not shown) cannot be read; it must look like "
        "sqlite:////path/db.sqlite3 or postgres://user:password@host:5432/name."
    ) from error

# The public role reads and never writes. On PostgreSQL give it a role of the database with SELECT alone
# (docs/operators.md); a file of SQLite is opened for reading.
if scheme == "sqlite" and PORTAL_ROLE == "public":
    database["NAME"] = f"file:{quote(str(database['NAME']))}?mode=ro"
    database["OPTIONS"] = {
        "timeout": 20,
        "init_command": "PRAGMA query_only=ON;PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;",
    }
elif scheme == "sqlite":
    database.setdefault("OPTIONS", {}).update(
        {
            # Take the write lock at BEGIN: a read that later writes would fail, not wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a published figure must survive a power cut. recursive_triggers: without it
            # INSERT OR REPLACE walks past the triggers that keep published rows. secure_delete: what
            # is deleted is written over, which costs nothing measurable (200 versions of 100 KB).
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=FULL;"
                "PRAGMA recursive_triggers=ON;"
                "PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;"
                "PRAGMA cache_size=-32000;"
                "PRAGMA temp_store=MEMORY;"
            ),
        }
    )
else:
    # Seconds and milliseconds: whoever asks a server that is stopped, or a line that is dead, gives up.
    patience = {"connect_timeout": 3, "keepalives_idle": 10, "tcp_user_timeout": 10_000}
    database["OPTIONS"] = patience | database.get("OPTIONS", {})
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True


# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# Only the names that carry a digest are ever served; source maps are for developers, and
# compressing them takes longer than everything else together.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]


# Staff. The cookies live under /admin/: a public page never sees one and never sets one. A path rules out
# the prefix __Host-; __Secure- keeps plain HTTP from setting them.

SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Secure-sessionid", "__Secure-csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True  # thirty minutes idle, not thirty minutes after signing in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_LONGEST = 12 * 3600  # whatever happens in it
CSRF_FAILURE_VIEW = "budgets.kept.csrf_failure"

# Single sign-on: the dotted path of a backend that knows a person by the request alone (docs/operators.md).
SINGLE_SIGN_ON = env_text("SINGLE_SIGN_ON")
AUTHENTICATION_BACKENDS = ["budgets.signing_in.backend.StaffBackend", "budgets.access.MembershipBackend"]
if SINGLE_SIGN_ON:
    AUTHENTICATION_BACKENDS.append(SINGLE_SIGN_ON)
OTP_TOTP_ISSUER = "明账"
OTP_TOTP_SYNC = False  # a clock that drifts is set right, not followed
OTP_TOTP_THROTTLE_FACTOR = 0  # signing_in/attempts.py counts wrong codes, with wrong passwords

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "budgets.signing_in.passwords.NotTooLong"},
    {"NAME": "budgets.signing_in.passwords.NotOfTheHouse"},
]
# What an assessment by 等保 (GB/T 22239 8.1.4.1) asks for and ASVS 6.2.5 and 6.2.10 advise against: off by itself.
PASSWORD_MAX_AGE_DAYS = env_number("PASSWORD_MAX_AGE_DAYS", 0, 0, 3650)
PASSWORD_COMPLEXITY = env_bool("PASSWORD_COMPLEXITY", default=False)
if PASSWORD_COMPLEXITY:
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "budgets.signing_in.passwords.OfSeveralKinds"})

# 操作记录 are kept so many days. 网络安全法 asks for six months, and six months may have 184 days.
AUDIT_DAYS = env_number("AUDIT_DAYS", 366, 184, 36500)


# E-mail to staff, sent by `manage.py tend`. EMAIL_URL is smtp://user:password@host:port, smtp+tls:// for STARTTLS,
# smtps:// for TLS from the start. Without one, letters are written to files under DATA_DIR/mail.

EMAIL_URL = env_text("EMAIL_URL")
EMAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
EMAIL_TIMEOUT = 20  # seconds
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = env_text("EMAIL_FROM", f"mingzhang@{urlsplit(SITE_URL).hostname}")
if EMAIL_URL:
    try:
        mail = urlsplit(EMAIL_URL)
        EMAIL_HOST, EMAIL_PORT = mail.hostname, mail.port or EMAIL_SCHEMES[mail.scheme]
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "EMAIL_URL (not shown) cannot be read; it must look like smtp+tls://user:password@host:587."
        ) from error
    if not EMAIL_HOST:
        raise ImproperlyConfigured("EMAIL_URL (not shown) names no host.")
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail.scheme == "smtp+tls", mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

# What is larger than a page is on its way to the disk from the first piece: /tmp may be memory.
if SERVES_STAFF:
    FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
    FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a page of entries; Django's 1,000 refused 150 rows


# The open API: read-only, for anyone, JSON

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "disclosures.api.errors.answer_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "明账 API",
    "DESCRIPTION": "已公开的部门预算。只读；金额为以元为单位的十进制字符串，保留两位小数。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "disclosures.api.schema.complete",
    ],
    # The documentation pages load their scripts from this site, not from outside.
    # A link inside each button that opens an address would be out of reach of a keyboard.
    "SWAGGER_UI_SETTINGS": {"deepLinking": False},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own default would mail administrators; the console is where operators look.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # fontTools tells every step of trimming a font, WeasyPrint every unknown property.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
