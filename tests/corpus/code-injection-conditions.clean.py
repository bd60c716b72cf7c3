import json
from dataclasses import dataclass

THRESHOLDS = {"temperature": 80.0, "pressure": 12.5}


@dataclass
class Alarm:
    sensor: str
    level: str


def readings_of(event):
    data = event["data"]
    return data if isinstance(data, dict) else json.loads(data)


def is_alarm(reading, condition):
    value = float(reading["value"])
    limit = THRESHOLDS.get(reading["kind"], 100.0)
    compare = {"above": value > limit, "below": value < limit, "at": value == limit}
    return compare.get(condition, False)


def main(event, context):
    message = readings_of(event)
    alarms = []
    for reading in message["readings"]:
        if is_alarm(reading, message["condition"]):
            alarms.append(Alarm(reading["sensor"], "high"))
    return {"alarms": [alarm.sensor for alarm in alarms]}
