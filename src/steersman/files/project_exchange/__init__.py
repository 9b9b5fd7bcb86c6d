"""A plan and its progress exchanged with other tools: MS Project XML, iCalendar, tables, Jira."""

from steersman.files.project_exchange.calendar import write_calendar
from steersman.files.project_exchange.intake import Intake, take_actuals, take_tasks
from steersman.files.project_exchange.jira_csv import write_jira_csv
from steersman.files.project_exchange.ms_project import write_ms_project
from steersman.files.project_exchange.ms_project_reader import MAXIMUM_BYTES, read_ms_project
from steersman.files.project_exchange.reading import TasksRead
from steersman.files.project_exchange.task_csv import read_task_csv, write_task_csv
from steersman.files.project_exchange.tasks import TaskList, task_list

__all__ = [
    "MAXIMUM_BYTES", "Intake", "TaskList", "TasksRead", "read_ms_project", "read_task_csv",
    "take_actuals", "take_tasks", "task_list", "write_calendar", "write_jira_csv",
    "write_ms_project", "write_task_csv",
]  # fmt: skip
