# diagnosis: daemon-ends-with-the-process
def predicted():
    """Return, for each of your three scenes, who finishes the work."""
    return [["Alan"], ["Alan", "Grace"], ["Ada", "Grace"]]


def fates(ending, at, children):
    """Return when each child and "main" end: a dictionary from name to time."""
    orderly = ending in ("the code ends", "sys.exit(3)", "1 / 0")
    plain = [needs for _, kind, needs in children if kind == "plain"]
    main = max([at, *plain]) if orderly else at
    ends = {"main": main}
    for name, kind, needs in children:
        stopped = kind == "watcher" or (orderly and kind == "daemon")
        ends[name] = min(needs, main) if stopped else needs
    return ends
