"""Folder and Excel workbook to and from a dossier, every value with its place."""

from steersman.files.border import ReadResult
from steersman.files.folder import read_folder
from steersman.files.folder_writer import ExistingFileError, write_folder, write_whole
from steersman.files.workbook_reader import read_workbook
from steersman.files.workbook_writer import write_workbook

__all__ = [
    "ExistingFileError", "ReadResult", "read_folder", "read_workbook", "write_folder",
    "write_whole", "write_workbook",
]  # fmt: skip
