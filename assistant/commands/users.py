"""``users``: who may sign in to the web app by name and password, or send a token."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import AsJson
from assistant.settings import load_settings
from assistant.web.people import Role

if TYPE_CHECKING:
    from assistant.web.users import Users

users = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who may sign in to the web app where ACTION_PLANS_SIGN_IN is users, and tokens for scripts.",
)

Name = Annotated[str, typer.Argument(help="Name of the user.")]


@users.command("add")
def add(
    name: Name,
    role: Annotated[
        Role, typer.Option(help="A reader asks and reads; an editor also adds and removes documents.")
    ] = Role.READER,
    scripts_only: Annotated[
        bool, typer.Option("--scripts-only", help="Without a password: for scripts, by a token alone.")
    ] = False,
) -> None:
    """Add a user; asks for the password, or reads it as one line where it is piped in."""
    held = _users()
    added = held.add(name, role, None if scripts_only else _asked_password(name))
    typer.echo(f"Added {added.name}, {added.role}.")


@users.command("list")
def listed(as_json: AsJson = False) -> None:
    """List the users; no password or token is kept that could be shown."""
    from pydantic import TypeAdapter

    from assistant.commands.console import console, table
    from assistant.web.users import User

    found = _users().listed()
    if as_json:
        typer.echo(TypeAdapter(tuple[User, ...]).dump_json(found, indent=2))
        return
    if not found:
        typer.echo("No users yet: add one with 'action-plans users add NAME --role editor'.")
        return
    rows = [(user.name, user.role, _yes(user.has_password), _yes(user.has_token)) for user in found]
    console().print(table(("Name", "Role", "Password", "Token"), rows))


@users.command("password")
def password(name: Name) -> None:
    """Give a user a new password, which signs them out everywhere."""
    held = _users()
    held.set_password(name, _asked_password(name))
    typer.echo(f"{name} has a new password.")


@users.command("token")
def token(name: Name) -> None:
    """Print a new token for a user's scripts, to be sent as "Authorization: Bearer ..."; the one before ends."""
    made = _users().new_token(name)
    typer.echo("The token is shown this once; keep it as you would a password.", err=True)
    typer.echo(made)


@users.command("remove")
def remove(name: Name) -> None:
    """Remove a user, who is signed out everywhere; their token ends too."""
    _users().remove(name)
    typer.echo(f"Removed {name}.")


def _users() -> Users:
    from assistant.web.people_file import PeopleFile
    from assistant.web.users import Users

    return Users(PeopleFile(load_settings().people_file))


def _asked_password(name: str) -> str:
    if sys.stdin.isatty():
        asked: str = typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")


def _yes(there: bool) -> str:
    return "yes" if there else "no"
