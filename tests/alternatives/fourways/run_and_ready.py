import subprocess
import sys


def decode(status):
    if status % 128 == 0:
        return "exit", status // 256
    return "signal", status % 128


def python(text, **how):
    return [sys.executable, "-c", text]


def produce(ending):
    if ending == "killed by another":
        text = "import sys; print('ready', flush=True); sys.stdin.read()"
        pipe = subprocess.PIPE
        with subprocess.Popen(python(text), stdin=pipe, stdout=pipe, text=True) as child:
            child.stdout.readline()
            child.terminate()
        return child.returncode
    fatal = "__import__('os').abort()"
    texts = {"normal exit": "pass", "error exit": "exit(3)", "fatal error": fatal}
    return subprocess.run(python(texts[ending])).returncode
