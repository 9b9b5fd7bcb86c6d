"""The app: its routes, what every request passes, what is said when something goes wrong."""

from importlib.resources import files

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect
from starlette.staticfiles import StaticFiles

from steersman import __version__
from steersman.store.database import Database, open_database
from steersman.store.errors import StoreError
from steersman.store.migrate import upgrade
from steersman.web import api, pages, trouble
from steersman.web.api.errors import ApiError
from steersman.web.desk import Desk
from steersman.web.security import Guard
from steersman.web.settings import Settings
from steersman.web.visit import ForbiddenError, SignInError, TooManyError

SMALLEST_COMPRESSED = 1000


def create_app(settings: Settings, database: Database | None = None) -> FastAPI:
    """Return the app.

    Args:
        settings: How the server is set up.
        database: An open database; that of the settings, brought to the newest form, if None.
    """
    if database is None:
        database = open_database(settings.database)
        upgrade(database)
    app = FastAPI(
        title="Steersman",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.desk = Desk(database, settings)
    app.mount("/static", StaticFiles(directory=str(files("steersman.web") / "static")), "static")
    app.include_router(api.router)
    for router in pages.ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.add_exception_handler(SignInError, trouble.sign_in)
    app.add_exception_handler(ForbiddenError, trouble.forbidden)
    app.add_exception_handler(TooManyError, trouble.too_many)
    app.add_exception_handler(ApiError, trouble.api)
    app.add_exception_handler(StoreError, trouble.store)
    app.add_exception_handler(RequestValidationError, trouble.invalid)
    app.add_exception_handler(HTTPException, trouble.http)
    app.add_exception_handler(ClientDisconnect, trouble.gone)
    app.add_exception_handler(Exception, trouble.unexpected)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED)
    app.add_middleware(Guard, secure=settings.secure)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    return app
