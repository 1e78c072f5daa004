"""`caseconsultant codes`: the code sets that are loaded, loading more, and claims checked against them."""

import typer

from commands import claims, code_files, codes_drg, codes_look_up

app = typer.Typer(help="The official code sets.", no_args_is_help=True)


@app.callback()
def codes() -> None:
    """The official code sets."""


app.command("show")(codes_look_up.show)
app.command("search")(codes_look_up.search)
app.command("validate")(codes_look_up.validate)
app.command("drg")(codes_drg.drg)
app.command("status")(code_files.status)
app.command("import")(code_files.import_files)
app.command("update")(code_files.update)
app.command("check")(claims.check)
