"""Orchestration of the warehouse: modules are named after the steps of the flow."""
