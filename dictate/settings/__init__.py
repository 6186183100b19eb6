"""Settings: the schema, the file they live in, and the folders Dictate uses. Knows nobody else."""
