"""JupyterLab as a child of `course lab`: it runs until its standard input closes.

A pipe closes when its owner asks for it and also when its owner dies, however that happens, and it
does so alike on every system. So no server is left behind, even after a SIGKILL.
"""

from __future__ import annotations

import os
import sys
import threading

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp


def stop_when_input_ends() -> None:
    """Block until standard input closes, then ask the running server to stop."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    print("Standard input has ended, so this server stops.", file=sys.stderr, flush=True)
    loop = getattr(ServerApp.instance(), "io_loop", None) if ServerApp.initialized() else None
    if loop is None:
        os._exit(0)  # still starting: there is nothing to save and no kernel to end
    loop.add_callback(ServerApp.instance().stop)


def main() -> None:
    """Run JupyterLab with the arguments of this process."""
    threading.Thread(target=stop_when_input_ends, daemon=True).start()
    LabApp.launch_instance()


if __name__ == "__main__":
    main()
