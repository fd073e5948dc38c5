# diagnosis: killed-parent-takes-all
def predicted():
    """Return, for each of your three scenes, who finishes the work."""
    return [["Alan"], ["Alan", "Grace"], ["Ada", "Grace"]]


def fates(ending, at, children):
    """Return when each child and "main" end: a dictionary from name to time."""
    orderly = ending in ("the code ends", "sys.exit(3)", "1 / 0")
    ends = {"main": at}
    for name, kind, needs in children:
        ends[name] = needs if kind == "plain" and orderly else min(needs, at)
        ends["main"] = (
            max(ends["main"], ends[name]) if orderly and kind == "plain" else ends["main"]
        )
    return ends
