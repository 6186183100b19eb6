"""macOS, through the frameworks that pyobjc opens. Not run on real hardware."""
