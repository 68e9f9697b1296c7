"""Where the app may be served: to this machine as it is, to others only with a sign-in that can let someone in."""

from __future__ import annotations

from urllib.parse import urlsplit

from assistant.settings import PREFIX, Settings, SignIn
from assistant.web.guard import LOOPBACK
from assistant.web.people_file import PeopleFile
from assistant.web.users import Users
from ingest.errors import ActionPlansError


class AddressRefused(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """An address on which the web app must not or can't be served, or a sign-in that is set up by halves."""


def check_address(host: str, settings: Settings) -> None:
    """Checks that the app may be served on ``host`` with these settings.

    Raises:
        AddressRefused: other machines could reach the address and no sign-in is set up, or not whole.
    """
    if settings.sign_in is SignIn.NONE:
        if host not in LOOPBACK:
            raise AddressRefused(
                f"Serving on {host or 'every address'} was refused: other machines can reach it, and no sign-in is set "
                f"up; set {PREFIX}SIGN_IN to users or oidc and {PREFIX}PUBLIC_URL, or use --host 127.0.0.1."
            )
        return
    if settings.sign_in is SignIn.USERS and not any(user.has_password for user in _users(settings).listed()):
        raise AddressRefused(
            f"{PREFIX}SIGN_IN is users, but there is no user who could sign in: add one with 'action-plans users add'."
        )
    if settings.sign_in is SignIn.OIDC:
        _check_provider(settings)
    if host not in LOOPBACK and settings.public_url is None:
        raise AddressRefused(
            f"Serving on {host or 'every address'} was refused: set {PREFIX}PUBLIC_URL to the address under which "
            "people reach it, for example https://plans.example; requests for any other host are refused."
        )


def plain_text_warning(settings: Settings) -> str | None:
    """What to say where people would sign in from other machines without HTTPS, None where they would not."""
    if settings.sign_in is SignIn.NONE or settings.over_https or settings.public_host in {None, *LOOPBACK}:
        return None
    return (
        f"{PREFIX}PUBLIC_URL begins with http: passwords and sessions cross the network unencrypted. Put the app "
        "behind a server that speaks HTTPS."
    )


def _users(settings: Settings) -> Users:
    return Users(PeopleFile(settings.people_file))


def _check_provider(settings: Settings) -> None:
    wanting = [name for name in ("oidc_issuer", "oidc_client_id") if not getattr(settings, name)]
    if wanting:
        names = " and ".join(PREFIX + name.upper() for name in wanting)
        raise AddressRefused(f"{PREFIX}SIGN_IN is oidc: set {names} as the provider has them.")
    issuer = urlsplit(settings.oidc_issuer or "")
    if issuer.scheme != "https" and issuer.hostname not in LOOPBACK:
        raise AddressRefused(
            f"{PREFIX}OIDC_ISSUER is {settings.oidc_issuer}: a provider on another machine has to be asked by https."
        )
