"""Settings for every way of running; each value that differs comes from the environment."""

import os
from pathlib import Path
from typing import Any

import environ
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.settings import environment
from marketplace.settings.logs import logging_config
from marketplace.stack.addresses import stack_addresses

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(environment.text("DATA_DIR") or BASE_DIR / "var").resolve()
SIMULATION = environment.flag("SIMULATION", default=False)
PRODUCTION = environment.flag("PRODUCTION", default=False)
PORT = environment.number("PORT", 8000)
SMTP_PORT = environment.number("SMTP_PORT", 2525)

# `manage.py` beside a running embedded stack finds its servers, its secret and its mode here.
_stack = stack_addresses(DATA_DIR) if not os.environ.get("DATABASE_URL") else {}
if "SIMULATION" in _stack and "SIMULATION" not in os.environ:
    SIMULATION = _stack["SIMULATION"] == "1"
if "SMTP_PORT" in _stack and "SMTP_PORT" not in os.environ:
    SMTP_PORT = int(_stack["SMTP_PORT"])
DATABASE_URL = environment.text("DATABASE_URL") or _stack.get("DATABASE_URL", "")
REDIS_URL = environment.text("REDIS_URL") or _stack.get("REDIS_URL", "")
SECRET_KEY = environment.text("SECRET_KEY") or _stack.get("SECRET_KEY", "")
BASE_URL = (environment.text("BASE_URL") or _stack.get("BASE_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")
EMAIL_URL = environment.text("EMAIL_URL")
DEBUG = environment.flag("DEBUG", default=False)
# Without a secret only commands that open no session run; marketplace.checks refuses production without one.
UNSET_SECRET = "unset: fit for building and checking alone"  # noqa: S105  # which is the point
SECRET_KEY = SECRET_KEY or UNSET_SECRET

_host = environment.host_of(BASE_URL)
ALLOWED_HOSTS = [h for h in environment.text("ALLOWED_HOSTS").split(",") if h] or [
    _host,
    "127.0.0.1",
    "localhost",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
_secure = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SESSION_COOKIE_NAME = f"trastienda_{PORT}"  # two stacks on one host keep their sessions apart
CSRF_COOKIE_NAME = f"trastienda_csrf_{PORT}"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # its default puts its own site in the place of ours
    "unfold.contrib.filters",
    "marketplace.operator_site.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's list of security keys
    "django.contrib.postgres",
    "django_htmx",
    "django_filters",
    "django_structlog",
    "django_prometheus",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "marketplace",
    "marketplace.rest",
    "marketplace.portal",
    "marketplace.accounts",
    "marketplace.shops",
    "marketplace.deadlines",
    "marketplace.outbox",
    "marketplace.search",
    "marketplace.files",
    "marketplace.notices",
    "marketplace.help",
    "marketplace.stack",
    "shipping",
    "offers",
    "orders",
    "invoices",
    "messaging",
    "metrics",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "marketplace.middleware.ClockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marketplace.accounts.middleware.PreferencesMiddleware",
    "marketplace.middleware.NotNowMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
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
                "csp.context_processors.nonce",
                "marketplace.portal.context.frame",
            ]
        },
    }
]

_env = environ.Env()
_database: dict[str, Any] = (
    dict(_env.db_url_config(DATABASE_URL)) if DATABASE_URL else {"ENGINE": "django.db.backends.postgresql"}
)
_database["ATOMIC_REQUESTS"] = True
_database["CONN_HEALTH_CHECKS"] = True  # else each connection that a restart of Postgres broke fails one request
_database["OPTIONS"] = {
    **_database.get("OPTIONS", {}),
    "pool": {"min_size": 1, "max_size": environment.number("DB_POOL_SIZE", 10)},
}
if _lock_timeout := environment.number("LOCK_TIMEOUT", 0):  # seconds; marketplace.wsgi sets it
    _told = _database["OPTIONS"].get("options", "")
    _database["OPTIONS"]["options"] = f"{_told} -c lock_timeout={_lock_timeout}s".strip()
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or "redis://127.0.0.1:6379/0",
        "KEY_PREFIX": "trastienda",
        # A server that hangs fails a request within seconds instead of holding its thread for ever.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
}

CELERY_BROKER_URL = REDIS_URL or "redis://127.0.0.1:6379/0"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The timeouts bound what a hint after a commit may cost a request; a worker's own reads answer every second.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # Every sweep finds its work in rows; a lost or doubled message changes nothing. `expires` keeps the queue of a
    # stopped worker short.
    "sweep": {"task": "marketplace.sweep", "schedule": 2.0, "options": {"expires": 10}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "marketplace.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by invitation, whose link proves the address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who has no account gets no mail; the page says the same to everybody
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_TIMEOUT = 900
# Behind a proxy all people would else share one address, and one limit on attempts to sign in.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure

LANGUAGE_CODE = "en"
LANGUAGES = [("es", "Español"), ("pt", "Português"), ("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "trastienda_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT") or DATA_DIR / "static")
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT") or DATA_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
IMPORT_MOST_BYTES = 100 * 1024 * 1024  # of one file of offers, prices, stock or products

# Mail is written into the outbox in the change's own transaction; workers hand it over by one of these.
EMAIL_BACKEND = "marketplace.outbox.backends.OutboxEmailBackend"
_mail_host = _host if _host not in ("127.0.0.1", "[::1]") else "trastienda.example"
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL") or f"Trastienda <no-reply@{_mail_host}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OUTBOX_TRANSPORT = (
    "marketplace.outbox.transports.SmtpTransport" if EMAIL_URL else "marketplace.outbox.transports.FileTransport"
)
MAIL_DIR = DATA_DIR / "mail"
# Customers answer to addresses of this domain; the mail door takes what comes there.
REPLY_DOMAIN = environment.text("REPLY_DOMAIN") or DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
if EMAIL_URL:
    vars().update(_env.email_url_config(EMAIL_URL) | {"EMAIL_BACKEND": EMAIL_BACKEND})

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["marketplace.rest.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["marketplace.rest.rights.HasDeclaredRight"],
    "DEFAULT_RENDERER_CLASSES": ["marketplace.rest.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["marketplace.rest.parsers.LenientJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "marketplace.rest.negotiation.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "marketplace.rest.schema.OperationSchema",
    "EXCEPTION_HANDLER": "marketplace.rest.exceptions.handle",
    "UNAUTHENTICATED_USER": None,
}
# Dotted names keep the plumbing free of imports upwards (architecture: The house).
REST_KEY_AUTHENTICATOR = "marketplace.shops.access.authenticate_key"
REST_STOREFRONT_AUTHENTICATOR = "marketplace.shops.access.authenticate_storefront_key"
PORTAL_MEMBERSHIP = "marketplace.shops.access.portal_member"
PORTAL_MEMBERSHIPS = "marketplace.shops.access.portal_members"
SPECTACULAR_SETTINGS = {
    "TITLE": "Trastienda",
    "VERSION": "0.1.0",
    "DESCRIPTION": "The seller API, our additions under /api/x/ and the storefront API under /api/storefront/.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ClosureKindEnum": "shipping.choices.ClosureKind",
        "DiscountKindEnum": "offers.choices.DiscountKind",
    },
    "PREPROCESSING_HOOKS": ["marketplace.rest.schema.only_api"],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "marketplace.rest.schema.add_error"],
}


def _menu(title: Any, *pages: tuple[str, Any, str]) -> dict[str, Any]:
    """A group of the admin's side bar; each page by `app_model`, name and icon."""
    items = [
        {"title": name, "icon": icon, "link": reverse_lazy(f"admin:{page}_changelist")} for page, name, icon in pages
    ]
    return {"title": title, "separator": True, "items": items}


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "https:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Trastienda",
    "SITE_HEADER": "Trastienda",
    "SITE_SUBHEADER": _("Operator"),
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("portal/favicon.svg")}],
    # The portal's blue in the steps that unfold asks for.
    "COLORS": {
        "primary": {
            "50": "#f0f4fb",
            "100": "#dde6f6",
            "200": "#c0d0ee",
            "300": "#96b1e2",
            "400": "#6a8cd2",
            "500": "#4669bf",
            "600": "#2350a0",
            "700": "#1f4489",
            "800": "#1d3b71",
            "900": "#1b335f",
            "950": "#12213f",
        }
    },
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": [
            _menu(
                _("Selling"),
                ("orders_order", _("Orders"), "receipt_long"),
                ("messaging_thread", _("Conversations"), "forum"),
                ("offers_offer", _("Offers"), "sell"),
                ("deadlines_deadline", _("Deadlines"), "timer"),
                ("deadlines_deadlineevent", _("Consequences"), "bolt"),
            ),
            _menu(
                _("Finance"),
                ("invoices_invoice", _("Invoices"), "receipt"),
                ("invoices_orderdocument", _("Order documents"), "description"),
                ("invoices_invoiceseries", _("Invoice series"), "format_list_numbered"),
                ("invoices_invoicerun", _("Issuing runs"), "playlist_add_check"),
                ("invoices_ledgerday", _("Balances"), "account_balance"),
                ("invoices_ledgertransaction", _("Ledger"), "menu_book"),
            ),
            _menu(
                _("Shops and people"),
                ("shops_shop", _("Shops"), "storefront"),
                ("metrics_health", _("Health of all shops"), "monitor_heart"),
                ("shops_membership", _("Members"), "group"),
                ("shops_invitation", _("Invitations"), "outgoing_mail"),
                ("shops_apikey", _("API keys"), "key"),
                ("accounts_user", _("Users"), "person"),
                ("mfa_authenticator", _("Second factors"), "phonelink_lock"),
            ),
            _menu(
                _("Channels and rules"),
                ("shops_channel", _("Channels"), "public"),
                ("shops_calendar", _("Calendars"), "calendar_month"),
                ("metrics_figurelimit", _("Limits of figures"), "speed"),
                ("offers_commissionrate", _("Commission rates"), "percent"),
                ("orders_reason", _("Reasons"), "rule"),
                ("help_article", _("Help articles"), "help"),
            ),
            _menu(
                _("Catalogue"),
                ("offers_product", _("Products"), "inventory_2"),
                ("offers_category", _("Categories"), "account_tree"),
                ("offers_merchandisenode", _("Merchandise structure"), "lan"),
                ("offers_attribute", _("Attributes"), "label"),
                ("offers_valuelist", _("Lists of values"), "list"),
                ("offers_sellerproduct", _("Sellers' product numbers"), "tag"),
                ("offers_offersettings", _("Shops' offer settings"), "tune"),
                ("offers_faqentry", _("Questions and answers"), "quiz"),
            ),
            _menu(
                _("Campaigns and files"),
                ("offers_storefront", _("Storefronts"), "shopping_bag"),
                ("offers_campaign", _("Campaigns"), "campaign"),
                ("offers_promotion", _("Promotions"), "redeem"),
                ("offers_importrun", _("Imports"), "upload_file"),
                ("offers_exportrun", _("Exports"), "download"),
                ("offers_offerfield", _("Custom fields"), "dynamic_form"),
            ),
            _menu(
                _("Shipping"),
                ("shipping_shippingzone", _("Zones"), "map"),
                ("shipping_shippingmethod", _("Methods"), "local_shipping"),
                ("shipping_carrier", _("Carriers"), "conveyor_belt"),
                ("shipping_logisticclass", _("Logistic classes"), "category"),
                ("shipping_shippinglimits", _("Limits"), "speed"),
                ("shipping_shopshipping", _("Preparation"), "schedule"),
                ("shipping_closure", _("Closures"), "event_busy"),
                ("shipping_shopcarrier", _("Usual carriers"), "checklist"),
                ("shipping_charge", _("Freight"), "payments"),
                ("shipping_contingencycharge", _("Contingency freight"), "health_and_safety"),
                ("shipping_freightfault", _("Freight faults"), "error"),
            ),
            _menu(
                _("Traffic"),
                ("messaging_inboundmail", _("Incoming mail"), "inbox"),
                ("outbox_outboxmessage", _("Outbox"), "outbox"),
                ("outbox_storefrontevent", _("Storefront events"), "rss_feed"),
                ("shops_storefrontkey", _("Storefront keys"), "vpn_key"),
            ),
        ],
    },
}

LOGGING = logging_config(environment.text("LOG_LEVEL") or "INFO")
