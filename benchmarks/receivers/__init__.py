"""What ingest is compared with: processes that do less, or do it as a first script would."""
