"""What can go wrong between the store and the world, each with its code and statuses."""


class StoreError(Exception):
    """Base of all; ``code`` is that of its message.

    Attributes:
        code: Code in the catalogues.
        exit_status: Exit status on the command line.
        http_status: Status of the answer on the web.
    """

    code = "store-failed"
    exit_status = 2
    http_status = 500

    def __init__(self, **parameters: object) -> None:
        super().__init__(self.code, parameters)
        self.parameters = parameters


class NotFoundError(StoreError):
    """There is no such thing, or the asker may not know that there is."""

    code = "store-not-found"
    http_status = 404


class ConflictError(StoreError):
    """Somebody else has saved in between; ``head`` is the number of the newest revision."""

    code = "store-conflict"
    http_status = 409


class RefusedError(StoreError):
    """The request is not possible as things stand."""

    code = "store-refused"
    http_status = 422


class DamagedError(StoreError):
    """The database cannot be read."""

    code = "store-damaged"
    http_status = 503


class FullError(StoreError):
    """There is no space left to write."""

    code = "store-full"
    http_status = 507


class NewerDatabaseError(StoreError):
    """The database was written by a newer version."""

    code = "store-newer"
    http_status = 503


class UnreachableError(StoreError):
    """The database cannot be opened: no such server, no permission, no more open files."""

    code = "store-unreachable"
    http_status = 503


class ReadOnlyError(StoreError):
    """The database can be read and not written."""

    code = "store-read-only"
    http_status = 503


class BusyError(StoreError):
    """Others have kept the database for too long."""

    code = "store-busy"
    http_status = 503
