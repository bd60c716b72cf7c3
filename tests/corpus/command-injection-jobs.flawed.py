import subprocess
from concurrent.futures import ThreadPoolExecutor


class Job:
    def __init__(self, data):
        self.source = data["source"]
        self.rate = int(data.get("rate", 128))

    @property
    def command(self):
        return f"ffmpeg -y -i /media/{self.source} -b:a {self.rate}k /tmp/out.mp3"

    def run(self):
        done = subprocess.run(self.command, shell=True, capture_output=True, timeout=60)
        return {"source": self.source, "ok": done.returncode == 0}


def convert(data):
    return Job(data).run()


def main(event, context):
    tracks = event["data"]["tracks"][:8]
    with ThreadPoolExecutor(max_workers=4) as pool:
        return {"results": list(pool.map(convert, tracks))}
