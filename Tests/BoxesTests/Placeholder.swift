// Placeholder until this room has its first test; delete it then.
