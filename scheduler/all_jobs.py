"""All jobs of the program, in the order in which they run."""

from scheduler.ask_hosts import ASK_HOSTS
from scheduler.digest import DIGEST_JOB
from scheduler.forget import FORGET
from scheduler.hold import HOLD
from scheduler.jobs import Job
from scheduler.letters import LETTERS
from scheduler.nudge import NUDGE
from scheduler.papers import PAPERS
from scheduler.plan_files import PLAN_FILES
from scheduler.remind import REMIND
from scheduler.repeat import REPEAT
from scheduler.tell_changes import TELL_CHANGES

JOBS: tuple[Job, ...] = (
    HOLD,
    REPEAT,
    TELL_CHANGES,
    REMIND,
    LETTERS,
    PLAN_FILES,
    PAPERS,
    ASK_HOSTS,
    DIGEST_JOB,
    NUDGE,
    FORGET,
)
