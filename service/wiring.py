"""The one composition root: puts adapters, front doors and error pages together."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.pool import QueuePool
from werkzeug.middleware.proxy_fix import ProxyFix

from service import (
    agency_desk,
    association_desk,
    front_door,
    health,
    local_bank,
    payment_callbacks,
    portal,
    problems,
    sign_in,
    studio,
    templating,
    verification,
)
from service.clock import Clock, system_clock
from service.connections import keep_statements_prepared
from service.database import psycopg_url
from service.extensions import babel, csrf, db
from service.models import Account
from service.notifications import open_notifications
from service.payments import LOCAL, open_payments
from service.personal_data import PersonalData
from service.ports import EXTENSION, Ports
from service.posted_forms import BoundedRequest
from service.settings import Settings, SettingsError, read_settings
from service.storage import FolderStorage, S3Storage, Storage

ENGINE_OPTIONS = {
    "poolclass": QueuePool,
    "pool_size": 8,
    # A failed statement is logged without its values: they may be somebody's ID number.
    "hide_parameters": True,
}
MAX_REQUEST = 24 * 1024 * 1024
"""Bytes: the largest upload (a PDF of 20 MB), its form, and so much more that a file that is a
little too large is still told so beside its field."""


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> Flask:
    """Build the web application; the worker and the command line build the same one.

    Raises:
        SettingsError: the environment misses a setting, or has a bad one.
    """
    settings = settings or read_settings()
    app = Flask(__name__)
    app.request_class = BoundedRequest
    _configure(app, settings)
    app.extensions[EXTENSION] = _ports(settings, clock)
    _start_extensions(app)
    for part in (front_door, sign_in, templating, problems):
        part.init_app(app)
    doors = [portal, agency_desk, association_desk, studio, verification, payment_callbacks, health]
    if settings.payments == LOCAL:  # Which production refuses.
        doors.append(local_bank)
    for door in doors:
        app.register_blueprint(door.blueprint)
    if settings.is_production:
        _refuse_seeded_accounts(app)
        # One proxy stands before us and says who asks and under which name.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=psycopg_url(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=ENGINE_OPTIONS,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        BABEL_DEFAULT_LOCALE=templating.CHINESE,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )


def _ports(settings: Settings, clock: Clock) -> Ports:
    return Ports(
        settings=settings,
        personal_data=PersonalData(settings.data_keys, settings.hash_key),
        storage=_storage(settings),
        notifications=open_notifications(settings.sms, signature=settings.association.name),
        clock=clock,
        payments=open_payments(settings.payments, settings.data_folder, settings.secret_key),
    )


def _storage(settings: Settings) -> Storage:
    s3 = settings.s3
    if s3 is None:
        return FolderStorage(settings.data_folder / "documents")
    return S3Storage(
        endpoint=s3.endpoint,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        bucket=s3.bucket,
        secure=s3.secure,
    )


def _start_extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        keep_statements_prepared(db.engine)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=templating.choose_language)


def _refuse_seeded_accounts(app: Flask) -> None:
    """Refuse to serve real people beside accounts whose passwords were printed."""
    with app.app_context():
        seeded = db.session.scalar(select(Account.display_name).where(Account.seeded).limit(1))
        db.session.remove()
        db.engine.dispose()
    if seeded is not None:
        raise SettingsError(
            f"This database has demo accounts (such as {seeded}), whose passwords are"
            " public. Production needs a database that was never seeded."
        )
