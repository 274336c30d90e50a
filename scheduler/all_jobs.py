"""All jobs of the program, in the order in which they run."""

from scheduler.jobs import Job

JOBS: tuple[Job, ...] = ()
