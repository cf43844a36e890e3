"""All settings, for every place the project runs. The environment is read here and nowhere else: docs/settings.md."""

from pathlib import Path
from zoneinfo import ZoneInfo

from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
try:
    DEBUG = env.bool("DEBUG", False)
    BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)
    # Only these say who sent a request, and whether by TLS: uvicorn reads their X-Forwarded-For and X-Forwarded-Proto.
    TRUSTED_PROXIES = [address.strip() for address in env.list("TRUSTED_PROXIES", ["127.0.0.1", "::1"])]
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'rundebord.sqlite3'}")}
    # PostgreSQL itself, where DATABASE_URL leads to PgBouncer.
    LISTEN_DATABASE_URL = env.str("LISTEN_DATABASE_URL", "")
    vars().update(env.dj_email_url("EMAIL_URL", "console://"))
    # A page hands its mail over to the queue, and a thread sends it.
    SENDING_BACKEND = EMAIL_BACKEND if DEBUG or env.str("EMAIL_URL", "") else "seminar.server.mail.NoServer"
    EMAIL_BACKEND = "seminar.server.mail.Queued"
    EMAIL_TIMEOUT = 10  # seconds
    NORTHERN_SAMI = env.bool("NORTHERN_SAMI", False)
    ONE_PROCESSOR = env.bool("ONE_PROCESSOR", True)
    SESSION_IDLE_HOURS = env.int("SESSION_IDLE_HOURS", 12)
    # Providers of OpenID Connect: OIDC_ISSUER and the others of its name, then OIDC_2_ISSUER and so on, to OIDC_9_.
    OIDC_PROVIDERS = [
        {
            "id": prefix.strip("_").lower().replace("_", "-"),
            "name": env.str(prefix + "NAME", "OpenID Connect"),
            "issuer": env.str(prefix + "ISSUER"),
            "client_id": env.str(prefix + "CLIENT_ID"),
            "secret": env.str(prefix + "CLIENT_SECRET"),
            "scopes": env.str(prefix + "SCOPES", "openid profile email").split(),
            "trust_email": env.bool(prefix + "TRUST_EMAIL", False),
        }
        for prefix in ["OIDC_"] + [f"OIDC_{number}_" for number in range(2, 10)]
        if env.str(prefix + "ISSUER", "")
    ]
except NameError:
    raise SystemExit("EMAIL_URL begins with submission:// or smtp://. See docs/settings.md.") from None
except (EnvError, ValueError) as error:
    raise SystemExit(f"A setting cannot be read: {str(error).rstrip('.')}. See docs/settings.md.") from None
if DATABASES["default"]["ENGINE"].rpartition(".")[2] not in ("sqlite3", "postgresql"):
    raise SystemExit("DATABASE_URL begins with sqlite:/// or postgres://. See docs/settings.md.")
if LISTEN_DATABASE_URL and not LISTEN_DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise SystemExit("LISTEN_DATABASE_URL begins with postgres://. See docs/settings.md.")
if SESSION_IDLE_HOURS < 1:
    raise SystemExit(f"SESSION_IDLE_HOURS is {SESSION_IDLE_HOURS}, so nobody could log in. Set it to at least 1.")
for provider in OIDC_PROVIDERS:
    if not provider["issuer"].startswith("https://" if not DEBUG else ("https://", "http://")):
        raise SystemExit(f"The issuer {provider['issuer']} is no address that begins with https://.")
SECRET_KEY = env.str("SECRET_KEY", "only-for-development-on-one-machine" if DEBUG else "")
if not SECRET_KEY:
    raise SystemExit(
        "Rundebord does not start without SECRET_KEY: set it to a long random text, or set DEBUG=on to try it out."
    )
if not DEBUG and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise SystemExit(
        "Rundebord does not start with a SECRET_KEY that can be guessed: set it to at least 50 random characters."
    )
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS", [])]
if DEBUG and (public := [host for host in ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]):
    raise SystemExit(
        f"Rundebord does not start with DEBUG=on for {public[0]}: pages would show secrets. Leave out one of them."
    )
CSRF_TRUSTED_ORIGINS = [origin.strip() for origin in env.list("CSRF_TRUSTED_ORIGINS", [])]
if wrong := [origin for origin in CSRF_TRUSTED_ORIGINS if not origin.startswith(("https://", "http://"))]:
    raise SystemExit(f"CSRF_TRUSTED_ORIGINS has {wrong[0]}. Write it with https:// before it.")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "rundebord@localhost")
TRANSLATED = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
# Prepared, and shown where it is switched on: docs/translating.md.
LANGUAGES = TRANSLATED + [("se", "Davvisámegiella")] * NORTHERN_SAMI
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "nb")
TIME_ZONE = env.str("TIME_ZONE", "Europe/Oslo")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    raise SystemExit(f"LOG_LEVEL is {LOG_LEVEL}. Set it to DEBUG, INFO, WARNING, ERROR or CRITICAL.")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://", "tel:")):
    raise SystemExit("SECURITY_CONTACT begins with mailto: or https://, such as mailto:security@example.org.")
# Who answers for the accessibility of this site, and where: seminar/accessibility/.
ACCESSIBILITY_BODY = env.str("ACCESSIBILITY_BODY", "")
ACCESSIBILITY_CONTACT = env.str("ACCESSIBILITY_CONTACT", "")
ACCESSIBILITY_STATEMENT = env.str("ACCESSIBILITY_STATEMENT", "")
if ACCESSIBILITY_CONTACT and not ACCESSIBILITY_CONTACT.startswith(("mailto:", "https://", "tel:")):
    raise SystemExit("ACCESSIBILITY_CONTACT begins with mailto:, tel: or https://, such as mailto:post@example.org.")
if ACCESSIBILITY_STATEMENT and not ACCESSIBILITY_STATEMENT.startswith("https://"):
    raise SystemExit(
        "ACCESSIBILITY_STATEMENT begins with https://, such as the address of your statement at uustatus.no."
    )
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise SystemExit("METRICS_TOKEN can be guessed: set it to at least 20 random characters, or leave it out.")
BACKUP_FOLDER = env.str("BACKUP_FOLDER", "")
try:
    ZoneInfo(TIME_ZONE)
except (KeyError, ValueError):
    raise SystemExit(f"TIME_ZONE is {TIME_ZONE}, which is no time zone. It has a name such as Europe/Oslo.") from None
if LANGUAGE_CODE not in dict(TRANSLATED):  # what lacks in another language is said in this one
    raise SystemExit(f"LANGUAGE_CODE is {LANGUAGE_CODE}. Set it to nb, nn or en.")

INSTALLED_APPS = [
    "themes",
    "posts",
    "seminar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
]
MIDDLEWARE = [
    "seminar.server.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "seminar.accounts.return_to_form.ReturnToForm",
    "seminar.accounts.sessions.SessionLimits",
    "seminar.server.unavailable.DatabaseUnavailable",
]
ROOT_URLCONF = "seminar.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"lucide": "seminar.templatetags.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES["default"]["CONN_MAX_AGE"] = None  # the server's threads are few and permanent
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # What is deleted is overwritten (seminar/server/sqlite/remains.py).
    # FULL keeps every acknowledged note through a power cut. IMMEDIATE makes writers wait instead of failing half way,
    # and our own backend lets one thread write at a time.
    DATABASES["default"]["ENGINE"] = "seminar.server.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=0;"
        " PRAGMA secure_delete=ON;",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Seconds and milliseconds until a database whose machine is gone, and which ends no connection, is given up.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": 15_000}
    )
    # Nearly half of PostgreSQL's work for a save was planning. A query that came five times is planned no more.
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
    if LISTEN_DATABASE_URL:
        # The next query may come to another connection of PostgreSQL, which has neither the cursor nor the plan.
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
        DATABASES["default"]["OPTIONS"]["prepare_threshold"] = None
# Where to note what was deleted for good: beside SQLite's file if empty.
ERASURE_JOURNAL = env.str("ERASURE_JOURNAL", "")
# Where long files of a summary are made and wait to be fetched (themes/files/folder.py).
FILES_FOLDER = env.str("FILES_FOLDER", "")
# In the database, so that limits hold for all processes, and after a restart. What a device saves uses no cache.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "KEY_FUNCTION": "seminar.server.cache.key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "seminar.Person"
AUTHENTICATION_BACKENDS = ["seminar.accounts.logged_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "seminar.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "seminar.accounts.passwords.EasyToGuess"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "seminar.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# A person's only address is Person.email: the one they were invited by, which the code sent to it proves, or one they
# have proved since (seminar/accounts/views.py). allauth keeps no addresses of its own.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "seminar.accounts.forms.LoginForm",
    "request_login_code": "seminar.accounts.forms.RequestLoginCodeForm",
    "reset_password": "seminar.accounts.forms.ResetPasswordForm",
}
# A whole hall may come from one address, and many know where a person gets mail: see docs/security.md, Logging in.
FROM_ONE_ADDRESS = "300/10m/ip"
ACCOUNT_RATE_LIMITS = {
    "login": FROM_ONE_ADDRESS,
    "login_failed": f"{FROM_ONE_ADDRESS},5/5m/key",
    "mail_from_network": "5/10m/key",
    "request_login_code": f"{FROM_ONE_ADDRESS},50/10m/key",
    "reset_password": f"{FROM_ONE_ADDRESS},50/10m/key",
    "reset_password_from_key": FROM_ONE_ADDRESS,
    "change_email": "10/10m/user",
}
MFA_ADAPTER = "seminar.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "seminar.accounts.second_factor.ActivateAppForm",
    "add_webauthn": "seminar.accounts.second_factor.AddPasskeyForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# A seminar's day from the first cup of coffee to the last note, on a screen that nobody touches.
SESSION_IDLE_SECONDS = ACCOUNT_SESSION_COOKIE_AGE = SESSION_IDLE_HOURS * 3600

SOCIALACCOUNT_ADAPTER = "seminar.accounts.providers.Adapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

USE_TZ = True
FORMAT_MODULE_PATH = "seminar.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "seminar.server.cookies.Messages"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "posts.writing.bundle.Finder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "seminar.server.storage.HashedStaticFiles"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# Called every few seconds (seminar/server/clock.py).
CLOCK_JOBS = [
    "seminar.joining.doors.open_due_doors",
    "posts.writing.closing.send_due_drafts",
    "posts.erasure.purge.purge_now_and_then",
    "themes.files.making.make_files",
]

# Called with a seminar and the uids of notes that are being deleted for good, where other packages copy their words.
AFTER_ERASURE = [
    "themes.summary.closed.forget_notes",
    "seminar.server.fragments.forget_fragments",
    "themes.files.folder.forget_files",
]
# Called when something was deleted for good, to remove what deleted rows leave outside the database.
REMOVE_REMAINS = ["seminar.server.sqlite.remains.remove_remains", "themes.files.folder.remove_unwanted"]
# Called with a seminar that was read from a file, to check what its own package cannot.
AFTER_RESTORE = ["themes.summary.closed.ensure_readable"]

FILE_UPLOAD_HANDLERS = [
    "posts.importing.upload.LimitedUpload",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The preview of a large wall has two fields for each group that is proposed.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Twice what posts/walls/sandbox.py reads: a paste above the limit comes in, so that the form can say what the limit is.
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024

SECURE_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "seminar.accounts.return_to_form.csrf_failure"
SESSION_ENGINE = "seminar.accounts.logged_in"
SESSION_COOKIE_AGE = 14 * 24 * 3600
if not DEBUG:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "without_keys": {"()": "seminar.server.logs.WithoutKeys"},
        "client_faults": {"()": "seminar.server.logs.ClientFaults"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_keys", "client_faults"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
