import yaml

REQUIRED = ("name", "steps")


def parse(text):
    return yaml.load(text, Loader=yaml.UnsafeLoader)


def problems(pipeline):
    found = []
    for key in REQUIRED:
        if key not in pipeline:
            found.append(f"{key} is missing")
    for place, step in enumerate(pipeline.get("steps", [])):
        if "run" not in step and "uses" not in step:
            found.append(f"step {place} does nothing")
    return found


def main(event, context):
    text = event["data"]
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    pipeline = parse(text)
    found = problems(pipeline)
    return {"valid": not found, "problems": found}
