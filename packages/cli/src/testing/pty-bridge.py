"""A serial line without a cable: names the end to open, then carries bytes between it and its own standard streams."""
import os
import pty
import select
import sys
import tty

near, far = pty.openpty()
tty.setraw(far)
sys.stderr.write(os.ttyname(far) + "\n")
sys.stderr.flush()

ends = {near: 1, 0: near}
while True:
    for end in select.select(list(ends), [], [])[0]:
        data = os.read(end, 4096)
        if not data:
            sys.exit(0)
        os.write(ends[end], data)
