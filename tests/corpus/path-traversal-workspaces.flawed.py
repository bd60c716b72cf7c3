import contextlib
import os
import shutil
from pathlib import Path

HOME = Path("/srv/workspaces").resolve()


class Workspace:
    def __init__(self, owner: str, name: str):
        self.owner = owner
        self.name = name

    @property
    def folder(self) -> Path:
        return (HOME / self.owner / self.name).resolve()

    def check(self):
        if self.name.startswith("."):
            raise PermissionError("hidden")
        return self

    def size(self):
        return sum(part.stat().st_size for part in self.folder.rglob("*") if part.is_file())

    def remove(self):
        shutil.rmtree(self.folder)


@contextlib.contextmanager
def answering(response):
    try:
        yield
    except PermissionError:
        response.status = 403
    except FileNotFoundError:
        response.status = 404


def main(event, context):
    request = event["extensions"]["request"]
    response = event["extensions"]["response"]
    data = event["data"] if isinstance(event["data"], dict) else {}
    owner, name = str(data.get("owner", "")), str(data.get("name", ""))
    if not owner.isalnum() or not name:
        response.status = 400
        return {"error": "owner and name"}
    result = {"done": False}
    with answering(response):
        workspace = Workspace(owner, name).check()
        if request.method == "DELETE":
            workspace.remove()
        result = {"done": True, "left": os.path.exists(HOME)}
    return result
