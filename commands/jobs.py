"""`caseconsultant jobs`: the queue, and what waits in it for a person."""

from typing import Annotated

import typer

from commands.arguments import SHOWN, Limit
from commands.printing import moment, table

app = typer.Typer(help="The queue: what is parked, and trying it again.", no_args_is_help=True)


@app.command("list")
def list_jobs(
    *,
    everything: Annotated[bool, typer.Option("--all", help="also what is ready or being done")] = False,
    limit: Limit = SHOWN,
) -> None:
    """Show the jobs that wait for a person, with the reason."""
    from commands.composing import service_desk
    from consultations import repository
    from consultations.models import Job, JobState

    desk = service_desk()
    states = (JobState.PARKED, JobState.READY, JobState.LEASED) if everything else (JobState.PARKED,)
    with desk.database.reading() as session:
        rows = [
            (job.id, job.kind, job.state, job.attempts, moment(job.not_before, desk.settings.time_zone), job.reason)
            for job in repository.jobs_in(session, *states, limit=limit)
        ]
        total = repository.how_many(session, Job, *states)
    headings = ("job", "kind", "state", "attempts", "not before", "reason")
    table(headings, rows, empty="No job waits for a person.", total=total)


@app.command()
def retry(job: Annotated[int, typer.Argument(help="the number that `jobs list` shows")]) -> None:
    """Try a parked job again, with all its attempts."""
    from commands.composing import service_desk
    from consultations.replaying import retry_job

    desk = service_desk()
    with desk.transaction() as session:
        retry_job(desk, session, job, "operator")
    typer.echo(f"Job {job} is ready again.")
