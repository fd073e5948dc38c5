"""The `course` command: each subcommand a module, loaded only when it is used."""
