"""The workbook that a locality fills in."""
