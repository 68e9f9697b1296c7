"""``serve`` and ``settings``."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.options import AsJson
from assistant.settings import load_settings, setting_lines, unknown_variables


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of the setting's.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port, instead of the setting's.")] = None,
) -> None:
    """Serve the web chat until interrupted, and print its address."""
    from assistant.engine import Engine
    from assistant.web.app import serve as serve_app
    from assistant.web.serving import check_address
    from assistant.web.site import Site

    settings = load_settings()
    check_address(host or settings.host, settings)
    with Engine.open(settings) as engine:
        serve_app(Site(engine, settings), host or settings.host, port or settings.port)


def settings(as_json: AsJson = False) -> None:
    """List all settings with their values and meanings; secrets are not shown."""
    from pydantic import TypeAdapter

    from assistant.commands.console import console, indented, plain
    from assistant.settings import SettingLine

    lines = setting_lines(load_settings())
    if as_json:
        typer.echo(TypeAdapter(tuple[SettingLine, ...]).dump_json(lines, indent=2))
        return
    out = console()
    for line in lines:
        out.print(plain(f"{line.variable}={line.value}"), style="bold", soft_wrap=True)
        out.print(indented(line.meaning))
    for variable in unknown_variables():
        out.print(plain(f"{variable} is set, but is no setting of this program."))
