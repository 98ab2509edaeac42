"""What is asked of another process, which may end meanwhile."""

import psutil


def command_line(process: psutil.Process) -> str:
    """The words of its command; none if it ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # also one that nobody has waited for yet
        return ""


def listening(process: psutil.Process) -> list[str]:
    """The addresses of this machine that it listens on; none if it ended."""
    try:
        found = process.net_connections("inet")
    except psutil.NoSuchProcess:
        return []
    return [each.laddr.ip for each in found if each.status == psutil.CONN_LISTEN]
