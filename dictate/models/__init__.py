"""Models on this machine: know them, find them, check them, fetch them, recommend one."""
