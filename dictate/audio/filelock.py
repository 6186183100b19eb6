"""A lock on an open file that ends with the process that holds it."""

from __future__ import annotations

import sys

if sys.platform == "win32":  # not run on real hardware
    import msvcrt
    import os

    # Locks of Windows are mandatory: one byte far behind the end hinders no reader.
    _FAR = 0x7FFF_FFFE

    def try_lock(fd: int) -> bool:
        """Lock the file for this process. False where another process holds it."""
        before = os.lseek(fd, 0, os.SEEK_CUR)
        try:
            os.lseek(fd, _FAR, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(fd, before, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(fd: int) -> bool:
        """Lock the file through this descriptor. False where another descriptor holds it."""
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks: then nobody holds one
            return True
        return True
