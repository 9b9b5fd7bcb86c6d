"""What a calendar entry or a ticket says about a task beyond its title and dates."""

from steersman.files.project_exchange.tasks import Task, TaskList
from steersman.messages import Messages


def describe(task: Task, tasks: TaskList, messages: Messages) -> str:
    """Return how sure the dates of a task are, and who works on it; empty if neither is known."""
    lines = []
    for code, days in (("begins", task.start_range), ("ends", task.finish_range)):
        early, late = days or (None, None)
        if early != late:
            lines.append(messages.text(f"exchange.{code}", early=early, late=late))
    if task.team:
        names = tasks.names()
        team = [f"{names.get(person, person)} {share:.0%}" for person, share in task.team.items()]
        lines.append(messages.text("exchange.team", team=", ".join(team)))
    return "\n".join(lines)


def full_title(task: Task, tasks: TaskList, messages: Messages) -> str:
    """Return a task's title, after its project's where it is a stage."""
    titles = {entry.id: entry.title for entry in tasks.tasks if entry.kind == "project"}
    if task.kind != "stage" or task.project not in titles:
        return task.title
    return messages.text("exchange.stage_of", project=titles[task.project], stage=task.title)
