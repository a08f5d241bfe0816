"""All settings, from the environment. One file for every place that Ortaq runs in: tests run what production runs.

Environment: see ``docs/operator.md`` for the whole list.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ortaq.config import env
from ortaq.kernel.accounts.rules import read_levels
from ortaq.kernel.clocks.rules import ZONE

SOURCE = Path(__file__).resolve().parents[1]
VAR = Path(env.text("ORTAQ_VAR", str(Path.cwd() / "var"))).resolve()
"""Everything that this installation stores outside the database: keys, files, the embedded database."""

DEMO = env.flag("ORTAQ_DEMO")
"""A demonstration: demo accounts may sign in without a second factor, and every page says that it is a demo."""

DEBUG = env.flag("ORTAQ_DEBUG")
SECURE = env.flag("ORTAQ_HTTPS", default=False)
"""True behind HTTPS: cookies become Secure with the __Host- prefix and HSTS is sent."""

BASE_URL = env.text("ORTAQ_BASE_URL", "http://localhost:8000").rstrip("/")
"""The public address: links in mails are built from it, never from a request's Host header."""
_host = urlsplit(BASE_URL).hostname or "localhost"
ALLOWED_HOSTS = env.words("ORTAQ_HOSTS", f"{_host},localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
PROXIES = env.number("ORTAQ_PROXIES", 0, high=5)
"""How many proxies of our own stand before the program: only that many X-Forwarded-For entries are believed."""

REFERENCE_SECONDS = env.number("ORTAQ_REFERENCE_SECONDS", 30, high=3600)
"""How long a process keeps the names of territories, bodies and categories before it reads them again."""
READINGS_A_DAY = env.number("ORTAQ_READINGS_A_DAY", 500, low=1, high=10_000_000)
"""An officer who is shown the personal data of more records in one day is told of to the auditors."""

REGION = env.text("ORTAQ_REGION", "zhambyl")
# Registered with the Open Contracting Partnership (ocds-xxxxxx) and with 360Giving; these defaults are nobody's.
OCID_PREFIX = env.text("ORTAQ_OCID_PREFIX", "ocds-000000")
GIVING_PREFIX = env.text("ORTAQ_GIVING_PREFIX", "360G-ortaq")


def _secret(name: str) -> str:
    """A secret from the environment, else from a file under VAR/keys that is made once."""
    value = env.text(f"ORTAQ_{name.upper()}")
    if value:
        return value
    path = VAR / "keys" / name
    if not path.exists():
        import secrets

        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret("secret_key")
FIELD_KEY = _secret("field_key")
"""64 hexadecimal digits, or a ring of several keys: encrypts personal fields (AES-256-GCM) and keys their look-up
hashes (HMAC-SHA-256). ``kernel/keys/rules.py`` says how a ring is written."""
FIELD_KEY_FILE = None if env.text("ORTAQ_FIELD_KEY") else VAR / "keys" / "field_key"
"""Where the ring lies when it doesn't come from the environment; a rotation adds to it while the program runs."""
SIGNING_KEY = _secret("signing_key")
"""64 hexadecimal digits: the Ed25519 seed that signs the daily checkpoints."""
LINKS = VAR / "links"
"""Keys that tie something together for a while and are then destroyed (a vote's roll and its box). Never backed up:
an archive that held them would tie it together for ever."""

INSTALLED_APPS = [
    "ortaq.portal",
    "ortaq.systems.reception",
    "ortaq.systems.budget",
    "ortaq.systems.social_order",
    "ortaq.systems.fairs",
    "ortaq.procedures.ballots",
    "ortaq.procedures.competitions",
    "ortaq.procedures.surveys",
    "ortaq.procedures.publication",
    "ortaq.kernel.interchange",
    "ortaq.kernel.accounts",
    "ortaq.kernel.web",
    "ortaq.kernel.lifecycle",
    "ortaq.kernel.search",
    "ortaq.kernel.notices",
    "ortaq.kernel.signatures",
    "ortaq.kernel.documents",
    "ortaq.kernel.events",
    "ortaq.kernel.clocks",
    "ortaq.kernel.records",
    "ortaq.kernel.parties",
    "ortaq.kernel.limits",
    "ortaq.kernel.keys",
    "ortaq.kernel.language",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "ortaq.kernel.web.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ortaq.kernel.web.middleware.PackedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ortaq.kernel.accounts.middleware.SessionMiddleware",
    "ortaq.kernel.accounts.middleware.SecondFactorMiddleware",
    "ortaq.kernel.documents.middleware.UploadLimitMiddleware",
    # Innermost: only what a view itself answers counts as carried out.
    "ortaq.kernel.limits.middleware.OnceMiddleware",
]

ROOT_URLCONF = "ortaq.config.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "ortaq.kernel.web.context.web",
            ],
        },
    }
]
FORM_RENDERER = "ortaq.kernel.web.forms.OrtaqRenderer"


PREPARED = env.flag("ORTAQ_PREPARED_STATEMENTS", default=True)
"""Off for a pooler that hands out connections by the transaction and doesn't know prepared statements."""


def _database() -> dict[str, object]:
    url = env.text("DATABASE_URL")
    if not url:
        # The embedded database: its address is written when it is started.
        noted = VAR / "database-url"
        url = (
            noted.read_text().strip() if noted.exists() else f"postgresql://ortaq@/ortaq?host={VAR / 'postgres-socket'}"
        )
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise env.SettingError(f"DATABASE_URL: Ortaq needs PostgreSQL, not {parts.scheme!r}.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "ortaq.config.database",
        "NAME": parts.path.lstrip("/") or "ortaq",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # A connection lives for many requests, which ask the same questions: from the third time on the server keeps them
        # parsed. Measured when an appeal is filed: a fifth less of the database's processor time (benchmarks/README.md).
        "OPTIONS": {
            "connect_timeout": 3,
            "application_name": "ortaq",
            **({"server_side_binding": True, "prepare_threshold": 3} if PREPARED else {}),
            **options,
        },
        "TEST": {"NAME": env.text("ORTAQ_TEST_DATABASE", "test_ortaq")},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["ortaq.kernel.accounts.adapters.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "ortaq.kernel.accounts.forms.ContextWordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_profile"

CACHES = {"default": {"BACKEND": "ortaq.kernel.accounts.cache.DatabaseCache"}}
"""In the database, so that all web processes count the same attempts; JSON, never pickle. Nothing on a public page reads it."""

ACCOUNT_ADAPTER = "ortaq.kernel.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"signup": "ortaq.kernel.accounts.forms.SignUpForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/300s/key", "confirm_email": "1/30s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "ortaq.kernel.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = env.text("ORTAQ_NAME", "Ortaq")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SOCIALACCOUNT_ADAPTER = "ortaq.kernel.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False


def _identity_providers() -> dict[str, object]:
    """An OpenID Connect provider (a national one, say) when ORTAQ_OIDC_ISSUER names it; none otherwise."""
    issuer = env.text("ORTAQ_OIDC_ISSUER")
    if not issuer:
        return {}
    if not issuer.startswith("https://") and SECURE:
        raise env.SettingError("ORTAQ_OIDC_ISSUER: an https:// address is needed.")
    client = env.text("ORTAQ_OIDC_CLIENT_ID")
    if not client:
        raise env.SettingError("ORTAQ_OIDC_ISSUER is set, ORTAQ_OIDC_CLIENT_ID isn't.")
    try:
        read_levels(env.text("ORTAQ_OIDC_LEVELS"))
    except ValueError as error:
        raise env.SettingError(f"ORTAQ_OIDC_LEVELS: {error}.") from error
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "SCOPE": env.text("ORTAQ_OIDC_SCOPE", "openid profile email").split(),
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env.text("ORTAQ_OIDC_NAME", "OpenID Connect"),
                    "client_id": client,
                    "secret": env.text("ORTAQ_OIDC_CLIENT_SECRET"),
                    "settings": {
                        "server_url": issuer,
                        "fetch_userinfo": True,
                        "levels": env.text("ORTAQ_OIDC_LEVELS"),
                        "iin_claim": env.text("ORTAQ_OIDC_IIN_CLAIM"),
                    },
                }
            ],
        }
    }


SOCIALACCOUNT_PROVIDERS = _identity_providers()

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ZONE.key
FORMAT_MODULE_PATH = ["ortaq.kernel.language.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "files",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "exports",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "ortaq.kernel.web.storage.StaticStorage"},
}
CLAMD_SOCKET = env.text("ORTAQ_CLAMD")

TRUSTED_AUTHORITIES = env.text("ORTAQ_TRUST", str(VAR / "trust"))
"""A folder with the certificates (.crt, PEM or DER) of the authorities whose electronic signatures count."""
SIGNATURE_SERVICE = env.text("ORTAQ_SIGNATURE_SERVICE").rstrip("/")
"""Address of a service that verifies signatures by national algorithms; empty: there is none."""
TEST_AUTHORITY = str(VAR / "keys" / "test-authority")
"""The authority of a demonstration's test signatures. It counts nowhere else."""
"""Path of the unix socket of a ClamAV daemon. Empty: files are checked without an antivirus, and pages say so."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

EMAIL_BACKEND = env.text("ORTAQ_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("ORTAQ_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("ORTAQ_EMAIL_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = env.text("ORTAQ_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("ORTAQ_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("ORTAQ_EMAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("ORTAQ_EMAIL_FROM", f"ortaq@{_host}")
SMS_URL = env.text("ORTAQ_SMS_URL")
"""Where text messages are handed over (POST, JSON): https://…, or file:///… in tests. Empty: none are sent."""
SMS_TOKEN = env.text("ORTAQ_SMS_TOKEN")
SMS_SENDER = env.text("ORTAQ_SMS_SENDER", "Ortaq")

PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
# Rooms within rooms are no apps: their tasks are named here, and loaded by the worker alone.
PROCRASTINATE_IMPORT_PATHS = ["ortaq.systems.social_order.opendata.tasks"]

SESSION_ENGINE = "ortaq.kernel.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]
"""Redirecting http to https is the proxy's work (the program may listen behind it without TLS); being listed in browsers
for good (preload) is the operator's own decision."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ortaq.kernel.web.views.csrf_failure"
