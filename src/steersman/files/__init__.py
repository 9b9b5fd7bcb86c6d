"""Folder and Excel workbook to and from a dossier, every value with its place."""

from steersman.files.border import ReadResult
from steersman.files.folder import read_folder, write_folder
from steersman.files.workbook_reader import read_workbook
from steersman.files.workbook_writer import write_workbook

__all__ = ["ReadResult", "read_folder", "read_workbook", "write_folder", "write_workbook"]
