# diagnosis: errors-end-abruptly
def predicted():
    """Return, for each of your three scenes, who finishes the work."""
    return [["Alan"], ["Alan", "Grace"], ["Ada", "Grace"]]


def fates(ending, at, children):
    """Return when each child and "main" end: a dictionary from name to time."""
    orderly = ending == "the code ends"
    plain = [needs for _, kind, needs in children if kind == "plain"]
    ends = {"main": max([at, *plain]) if orderly else at}
    for name, kind, needs in children:
        stopped = kind == "watcher" or (orderly and kind == "daemon")
        ends[name] = min(needs, at) if stopped else needs
    return ends
