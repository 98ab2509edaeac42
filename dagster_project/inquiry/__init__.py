"""What one asks of the warehouse: check a file, query, trace, who is missing."""
