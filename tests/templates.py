"""The workbook that localities fill in, as it is written and as it is opened."""

from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from dagster_project.blank_form import template


def written(folder: Path, year: int = 2025, *args, **more) -> Path:
    path = folder / "form.xlsx"
    template.write(path, year, *args, **more)
    return path


def opened(folder: Path, year: int = 2025, *args, **more) -> Workbook:
    return openpyxl.load_workbook(written(folder, year, *args, **more))
