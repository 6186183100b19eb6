"""From a finished text to another program's window, on a real X server with real programs."""
