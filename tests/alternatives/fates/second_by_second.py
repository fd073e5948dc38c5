def predicted():
    """Return, for each of your three scenes, who finishes the work."""
    return [["Alan"], ["Alan", "Grace"], ["Ada", "Grace"]]


def fates(ending, at, children):
    """Return when each child and "main" end: a dictionary from name to time."""
    orderly = not (ending == "killed" or ending.startswith("os."))
    ends, now = {}, 0
    while len(ends) < len(children):
        for name, kind, needs in children:
            if name in ends:
                continue
            bound = kind == "watcher" or (kind == "daemon" and orderly)
            if now == needs or (bound and now >= at):
                ends[name] = now
        now += 1
    joined = [ends[name] for name, kind, _ in children if kind == "plain" and orderly]
    ends["main"] = max([at, *joined])
    return ends
