def predicted():
    """Return, for each of your three scenes, who finishes the work."""
    return [["Alan"], ["Alan", "Grace"], ["Ada", "Grace"]]


def fates(ending, at, children):
    """Return when each child and "main" end: a dictionary from name to time."""
    abrupt = ending in {"os._exit(3)", "killed"}
    bound = {"watcher"} if abrupt else {"watcher", "daemon"}
    ends = {name: min(needs, at) if kind in bound else needs for name, kind, needs in children}
    waited = [] if abrupt else [needs for _, kind, needs in children if kind == "plain"]
    return {**ends, "main": max([at, *waited])}
