"""The event types: the only vocabulary that two services share."""
