"""Names of common skills, as data."""

from steersman.data import load_toml


def skill_names() -> dict[str, dict[str, str]]:
    """Return names by language of skills on the common list (O*NET)."""
    names: dict[str, dict[str, str]] = load_toml("plan.people", "skills.toml")["names"]
    return names
