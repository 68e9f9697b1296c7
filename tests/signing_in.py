"""What the tests of signing in share: a home of their own over the sample plans, users in it, and clients signed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.people import Role
from assistant.web.people_file import PeopleFile
from assistant.web.users import Users

PASSWORD = "correct horse battery"
PAGE = {"accept": "text/html,application/xhtml+xml"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def own_home(home: Path, folder: Path) -> Path:
    """A home with the plans of another and with people of its own."""
    own = folder / "home"
    own.mkdir()
    for path in home.iterdir():
        (own / path.name).symlink_to(path, target_is_directory=path.is_dir())
    return own


def users_of(settings: Settings) -> Users:
    return Users(PeopleFile(settings.people_file))


@cache
def _anna_and_ravi() -> tuple[str, ...]:
    """The SQL of both users, hashed once: hashing is slow by design."""
    with TemporaryDirectory() as folder:
        file = PeopleFile(Path(folder) / "people.sqlite")
        Users(file).add("anna", Role.EDITOR, PASSWORD)
        Users(file).add("ravi", Role.READER, PASSWORD)
        with file.open() as connection:
            return tuple(line for line in connection.iterdump() if line.startswith("INSERT"))


def with_users(settings: Settings) -> Settings:
    """The settings, with Anna, an editor, and Ravi, a reader, among the users."""
    with PeopleFile(settings.people_file).open() as connection:
        for line in _anna_and_ravi():
            connection.execute(line)
    return settings


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **fields: str) -> None:
    client.cookies.clear()
    done = client.post("/sign-in", data={"name": name, "password": password, **fields})
    assert done.status_code == 303, done.text


def routes_of(routes: Iterable[BaseRoute], before: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Path and methods of every route of an app as the app itself lists them, those of mounted apps included."""
    for context in iter_route_contexts(list(routes)):
        route = context.original_route
        if isinstance(route, Mount):
            yield f"{before}{route.path}/x", METHODS
            yield from routes_of(route.routes, before + route.path)
        else:
            yield f"{before}{context.path}", tuple(context.methods or METHODS)
