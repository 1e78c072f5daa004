"""The table of commands."""

import typer

from commands import (
    accounts,
    assistant,
    audit,
    codes,
    demo,
    doctor,
    evaluate,
    health,
    jobs,
    mail,
    model,
    outbox,
    people,
    precedents,
    processes,
    review,
)

app = typer.Typer(
    help="Medical coding consultations by email: answers approved by a person, codes checked on the date of service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(processes.up)
app.command("demo")(demo.demo)
app.command("migrate")(processes.migrate_database)
app.command("health")(health.health)
app.command("doctor")(doctor.doctor)
app.add_typer(review.app, name="review")
app.add_typer(mail.app, name="mail")
app.add_typer(outbox.app, name="outbox")
app.add_typer(jobs.app, name="jobs")
app.add_typer(accounts.app, name="accounts")
app.add_typer(codes.app, name="codes")
app.add_typer(assistant.app, name="assistant")
app.command("evaluate")(evaluate.evaluate)
app.add_typer(people.app, name="people")
app.add_typer(precedents.app, name="precedents")
app.add_typer(model.app, name="model")
app.add_typer(audit.app, name="audit")
app.add_typer(processes.app, name="run")
