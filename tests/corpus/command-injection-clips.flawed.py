import enum
import os
import subprocess
from typing import NamedTuple


class Format(str, enum.Enum):
    MP4 = "mp4"
    WEBM = "webm"
    GIF = "gif"


class Job(NamedTuple):
    clip: int
    format: str
    seconds: float


class Invalid(Exception):
    pass


def parse(data):
    try:
        clip = int(data["clip"])
        seconds = min(float(data.get("seconds", 5)), 60.0)
        kind = data.get("format", Format.MP4.value)
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(str(type(error).__name__)) from error
    return Job(clip=clip, format=kind, seconds=seconds)


def command(job: Job) -> str:
    source = f"/clips/{job.clip}.mov"
    return f"ffmpeg -y -t {job.seconds} -i {source} /out/{job.clip}.{job.format}"


def convert(job):
    done = subprocess.run(command(job), shell=True, check=False, timeout=170, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def main(event, context):
    response = event["extensions"]["response"]
    data = event["data"]
    if not isinstance(data, dict):
        response.status = 415
        return {"error": "JSON expected"}
    try:
        job = parse(data)
    except Invalid as reason:
        response.status = 422
        return {"error": f"invalid job: {reason}"}
    if not os.path.exists(f"/clips/{job.clip}.mov"):
        response.status = 404
        return {"error": "no such clip"}
    return {"converted": convert(job)}
