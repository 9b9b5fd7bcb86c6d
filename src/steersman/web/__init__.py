"""The web app: pages and a JSON API over the store.

``service`` holds what can be done, without HTTP; ``pages`` shows it to people and ``api`` to
programs. Every route states who may use it by one policy of :mod:`steersman.web.visit`.
"""
