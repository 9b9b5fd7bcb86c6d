"""Folder and Excel workbook to and from a dossier, every value with its place."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.files.border import ReadResult
    from steersman.files.folder import read_folder
    from steersman.files.folder_writer import ExistingFileError, write_folder
    from steersman.files.whole import write_together, write_whole
    from steersman.files.workbook_reader import read_workbook
    from steersman.files.workbook_writer import write_workbook

__all__ = [
    "ExistingFileError", "ReadResult", "read_folder", "read_workbook", "write_folder",
    "write_together", "write_whole", "write_workbook",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "border": ("ReadResult",),
            "folder": ("read_folder",),
            "folder_writer": ("ExistingFileError", "write_folder"),
            "whole": ("write_together", "write_whole"),
            "workbook_reader": ("read_workbook",),
            "workbook_writer": ("write_workbook",),
        },
    )
