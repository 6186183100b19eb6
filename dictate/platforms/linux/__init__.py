"""Linux desktops: X11 and Wayland."""
