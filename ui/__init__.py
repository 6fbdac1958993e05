"""People and processes: the command line, the web chat, the settings."""
