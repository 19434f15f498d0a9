"""The register on disk: its tables, the one way to read and write them, its journal, backups and checks."""
