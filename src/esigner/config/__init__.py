"""Floor 7: settings, processes, the TLS door and the supervisor. Nothing below imports this."""
