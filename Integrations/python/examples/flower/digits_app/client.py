"""What runs at each site."""

from __future__ import annotations

import time

from flwr.app import Array, ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

from cafe_fl.flower import identify

from . import task

app = ClientApp()
identify(app)


@app.train()
def train(message: Message, context: Context) -> Message:
    time.sleep(float(context.run_config["pause"]))
    x, y = task.load(str(context.run_config["repository"]))
    site = int(context.node_config["partition-id"])
    rows = task.part(y, site, int(context.node_config["num-partitions"]))
    arrays: ArrayRecord = message.content["arrays"]
    server_round = int(message.content["config"]["server-round"])
    model, loss = task.train(arrays.to_numpy_ndarrays(), x[rows], y[rows], seed=1000 * server_round + site)
    record = ArrayRecord({key: Array(a) for key, a in zip(arrays, model, strict=True)})
    metrics = MetricRecord({"num-examples": len(rows), "loss": loss})
    return Message(RecordDict({"arrays": record, "metrics": metrics}), reply_to=message)
