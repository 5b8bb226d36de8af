"""The `wegwarte` command, one file a command, and the embedded servers."""
