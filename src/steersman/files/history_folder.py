"""Where the snapshots of a dossier are; apart from reading them, which loads a validator."""

from pathlib import Path

FOLDER = "history"


def history_folder(dossier: Path) -> Path:
    """Return where snapshots of a dossier are: in its folder, or beside its workbook."""
    return dossier / FOLDER if dossier.is_dir() else dossier.with_name(f"{dossier.stem}-{FOLDER}")
