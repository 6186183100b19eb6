"""Windows, through ctypes. Not run on real hardware."""
