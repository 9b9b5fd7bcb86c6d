"""Pages: one file each, with the routes and what their templates show."""

from steersman.web.pages import (
    account,
    choose,
    cohorts,
    facts,
    firms,
    history,
    jobs,
    members,
    overview,
    plan,
    report,
    saving,
    signing,
    stages,
    steer,
    survey,
)

ROUTERS = (
    signing.router, account.router, firms.router, overview.router, facts.router, stages.router,
    choose.router, plan.router, steer.router, saving.router, report.router, history.router,
    members.router, jobs.router, survey.router, survey.public, cohorts.router,
)  # fmt: skip
