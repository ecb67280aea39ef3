"""HTTP in, use case, HTTP out: by audience."""
