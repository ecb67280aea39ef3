"""Contests, question banks and sessions: from the draw to the handed-in result."""
