"""The section of the annual report, regenerated from what is published."""
