import ipaddress
import logging
import subprocess

log = logging.getLogger(__name__)
PROBE = "ping -c {count} -W 2 {host}"


class Refused(Exception):
    def __init__(self, reason, status=400):
        super().__init__(reason)
        self.status = status


def address(raw):
    if not raw:
        raise Refused("host is missing")
    try:
        ipaddress.ip_address(raw)
    except ValueError:
        raise Refused("host is not an address") from None
    return raw


def count_of(raw, most=5):
    try:
        return max(1, min(int(raw), most))
    except (TypeError, ValueError):
        return 1


def probe(host, count):
    command = PROBE.format(count=count, host=host)
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=30)
    lost = [line for line in done.stdout.splitlines() if "packet loss" in line]
    return {"reachable": done.returncode == 0, "summary": len(lost)}


def main(event, context):
    query = event["extensions"]["request"].query
    try:
        host = address(query.get("host"))
        count = count_of(query.get("count"))
    except Refused as refusal:
        event["extensions"]["response"].status = refusal.status
        return {"error": str(refusal)}
    try:
        return probe(host, count)
    except subprocess.TimeoutExpired:
        log.warning("probe took too long")
        return {"reachable": False}
