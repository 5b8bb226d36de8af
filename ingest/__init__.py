"""From the broker to the store: receive, read, place, write, acknowledge."""
