"""The database: firms, revisions of dossiers, people, jobs, answers, the audit log.

Only this package knows SQL. Every function takes a connection of :class:`database.Database`, so
that what belongs together happens in one transaction, and the moment, so that it can be tested.
"""
