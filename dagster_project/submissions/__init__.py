"""One received file becomes cells of text with their addresses.

Knows layouts, not meanings: numbers are read in SQL (`dbt/macros`), never here.
Nothing in this package imports Dagster.
"""
