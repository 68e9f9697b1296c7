"""``pack``: what one establishment has promised, as a file to take along on a visit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import AsOf
from assistant.settings import load_settings
from ingest.errors import BadRequest

ENDINGS = (".docx", ".xlsx", ".html")


def pack(
    establishment: Annotated[str, typer.Argument(metavar="ESTABLISHMENT", help='The name, for example "HMP Send".')],
    *,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The file to write; its ending says what it is: .docx, .xlsx, .html.")
    ],
    as_of: AsOf = None,
) -> None:
    """Write the pre-visit pack of an establishment: all it promised, by plan and theme, with room to judge it."""
    from datetime import date

    from assistant.visit_pack import VisitPack, make_pack
    from assistant.wording import counted
    from ingest.register import Register

    def made(pack: VisitPack) -> bytes:
        from assistant.visit_files import pack_docx, pack_xlsx
        from assistant.web.visit_html import pack_html

        return {".docx": pack_docx, ".xlsx": pack_xlsx, ".html": pack_html}[out.suffix.lower()](pack)

    if out.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{out} ends in none of {', '.join(ENDINGS)}", param_hint="--out")
    settings = load_settings()
    with Register.open(settings.register_file) as register:
        found = make_pack(register, establishment, as_of or settings.as_of or date.today())
    try:
        out.write_bytes(made(found))
    except OSError as error:
        raise BadRequest(f"{out} can't be written: {error.strerror}; name another file for --out") from error
    held = f"{counted(len(found.plans), 'plan')} and {counted(len(found.actions), 'action')}"
    typer.echo(f"{found.establishment}: {held} written to {out}")
