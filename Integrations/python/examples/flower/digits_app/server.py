"""What runs at the server: Flower's FedAvg, told by cafe whom to train and how to weigh what they send."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flwr.app import Array, ArrayRecord, Context, MetricRecord
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg

from cafe_fl import results
from cafe_fl.controller import Controller
from cafe_fl.flower import CafeStrategy

from . import task

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    config = context.run_config
    repository = Path(str(config["repository"]))
    x, y = task.load(str(repository))
    recorded = results.gradients(str(config["recorded"])) if config["recorded"] else None

    def evaluate(server_round: int, arrays: ArrayRecord) -> MetricRecord:
        loss, accuracy = task.evaluate(arrays.to_numpy_ndarrays(), x, y)
        return MetricRecord({"loss": loss, "accuracy": accuracy})

    def conditions(round_: int) -> dict[str, Any]:
        return {"inner_products": recorded[round_]} if recorded else {}

    overrides = [text for text in str(config["overrides"]).split(";") if text]
    with Controller(
        repository / str(config["experiment"]),
        str(config["method"]),
        update_size=task.SIZE,
        out=str(config["results"]),
        assignments=[f"rounds={config['rounds']}", *overrides],
    ) as controller:
        fedavg = FedAvg(fraction_evaluate=0.0, min_available_nodes=int(config["nodes"]))
        strategy = CafeStrategy(fedavg, controller, conditions=conditions)
        arrays = ArrayRecord({f"{i}": Array(a) for i, a in enumerate(task.initial())})
        strategy.start(grid, arrays, timeout=float(config["timeout"]), evaluate_fn=evaluate)
