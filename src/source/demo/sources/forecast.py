import os

import numpy
import requests


def main(event, context):
    history = numpy.array(event["data"]["history"], dtype=float)
    if history.size < 14:
        return {"error": "two weeks of history are needed"}
    weekly = history[-14:].reshape(2, 7).mean(axis=0)
    trend = history[-7:].sum() / max(history[-14:-7].sum(), 1.0)
    forecast = [round(float(day * trend), 1) for day in weekly]
    requests.post(os.environ["PLANNING_URL"], json=forecast, timeout=10)
    return {"forecast": forecast}
