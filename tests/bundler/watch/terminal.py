#!/usr/bin/env python3
"""The keys of `neap watch` on a terminal: terminal.py NEAP"""
import os
import pty
import re
import select
import shutil
import sys
import tempfile
import termios
import time

neap = os.path.abspath(sys.argv[1])
root = tempfile.mkdtemp(prefix="neap-terminal-")
os.mkdir(os.path.join(root, "src"))
with open(os.path.join(root, "src", "main.js"), "w", encoding="utf8") as file:
    file.write("console.log(1);\n")

child, terminal = pty.fork()
if child == 0:
    os.chdir(root)
    os.environ["NO_COLOR"] = "1"
    os.execv(neap, [neap, "watch", "src/main.js", "-o", "out/main.js"])


def wait_for(pattern):
    """What the terminal shows up to what `pattern` is found in."""
    shown = ""
    end = time.monotonic() + 20
    while not re.search(pattern, shown):
        if time.monotonic() > end:
            sys.exit(f"{pattern} did not come, but {shown!r}")
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65536).decode()
    return shown


def is_canonical():
    return termios.tcgetattr(terminal)[3] & termios.ICANON != 0


def press(key):
    os.write(terminal, key.encode())


wait_for("Watching for changes .h: keys, q: end")
assert not is_canonical(), "keys are read one by one"
press("h")
wait_for("q +end")
press("m")
wait_for("footprint")
press("c")
wait_for("\x1b\\[2J")
press("x")  # means nothing
press("r")
shown = wait_for(r"building everything again[\s\S]*Done in")
assert "out/main.js" in shown, shown
with open(os.path.join(root, "src", "main.js"), "w", encoding="utf8") as file:
    file.write("console.log(2);\n")
wait_for(r"src/main\.js[\s\S]*changed[\s\S]*Done in")
press("q")
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert status == 0, f"it ended with {status}"
assert is_canonical(), "the terminal is as it was"
shutil.rmtree(root)
print("keys h m c r q, and the terminal is as it was")
