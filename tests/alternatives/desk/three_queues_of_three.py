def choose():
    levels = longest_command = 3
    return levels, longest_command
