import subprocess

from bottle import HTTPResponse

UNITS = {"web": "web.service", "queue": "queue.service"}


def restart(**options):
    unit = options["unit"]
    delay = int(options.get("delay", 0))
    return subprocess.getoutput(f"sleep {delay}; systemctl --user restart {unit}")


def main(event, context):
    data = event["data"]
    request = event["extensions"]["request"]
    if request.method != "POST":
        return HTTPResponse(status=405)
    unit = data["unit"] + ".service"
    return {"output": restart(unit=unit, delay=data.get("delay", 0))}
