"""All jobs of the program, in the order in which they run."""

from scheduler.alliances.nudge import NUDGE
from scheduler.documents import PAPERS
from scheduler.forget import FORGET
from scheduler.jobs import Job
from scheduler.letters.fan_out import LETTERS
from scheduler.plan.ask_hosts import ASK_HOSTS
from scheduler.plan.continue_series import REPEAT
from scheduler.plan.mark_held import HOLD
from scheduler.plan.plan_files import PLAN_FILES
from scheduler.reminders.digest import DIGEST_JOB
from scheduler.reminders.remind import REMIND
from scheduler.reminders.tell_changes import TELL_CHANGES

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
