"""A Flower strategy that lets ``cafe`` decide whom to train, around any strategy that aggregates.

In the ClientApp, so that the server knows which node is which site::

    app = ClientApp()
    identify(app)                       # answers with node_config["site"], else "partition-id"

In the ServerApp::

    with Controller("experiment.yaml", "cafe", update_size=size) as controller:
        CafeStrategy(FedAvg(), controller).start(grid, initial_arrays, evaluate_fn=evaluate)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from logging import INFO, WARNING
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from flwr.app import (
    Array,
    ArrayRecord,
    ConfigRecord,
    Context,
    Message,
    MessageType,
    MetricRecord,
    RecordDict,
)
from flwr.clientapp import ClientApp
from flwr.common.logger import log
from flwr.serverapp import Grid
from flwr.serverapp.strategy import FedAvg, Result, Strategy

from .controller import Controller, Update

_SITE = "cafe-site"

Conditions = Callable[[int], Mapping[str, Any]]
EvaluateFn = Callable[[int, ArrayRecord], MetricRecord | None]


def identify(app: ClientApp) -> None:
    """Lets nodes of ``app`` say which site they are: ``site`` (a name) or ``partition-id`` (a number) of their node config."""

    @app.query()
    def site(message: Message, context: Context) -> Message:
        config = context.node_config
        found = config.get("site", config.get("partition-id"))
        if found is None:
            raise ValueError("the node config has neither 'site' nor 'partition-id'")
        record = RecordDict({_SITE: ConfigRecord({"site": str(found)})})
        return Message(record, reply_to=message)


class CafeStrategy(Strategy):
    """Asks the controller whom to train, weighs the replies as it says, and lets ``strategy`` do the rest.

    A node that does not answer has failed: its carbon is booked, its update has no weight, and the round goes on. It is
    asked for its site again before it is asked to train; one that comes back, under another node id or the same, is
    its site again. Rounds of the controller go on across
    interruptions; give ``start`` the arrays that were reached.

    Args:
        strategy: aggregates by a weighted mean of the replies (``FedAvg`` and what derives from it); its sampling is not
            used, and its ``min_available_nodes`` are waited for before the first round only.
        controller: open, with ``update_size`` the number of parameters, or 0 if ``conditions`` gives inner products.
        conditions: called with the round (from 0); returns arguments of ``Controller.select``, such as the time or
            live intensities. Sites without a connected node are never available.
        loss_key: of the metrics that nodes and ``evaluate_fn`` report.
        accuracy_key: of the metrics that ``evaluate_fn`` reports, or nodes if there is none.
        identify_timeout: how long new nodes are waited for to say which site they are [s].
    """

    def __init__(
        self,
        strategy: FedAvg,
        controller: Controller,
        *,
        conditions: Conditions | None = None,
        loss_key: str = "loss",
        accuracy_key: str = "accuracy",
        identify_timeout: float = 60.0,
    ) -> None:
        self.strategy = strategy
        self.controller = controller
        self.conditions = conditions
        self.loss_key, self.accuracy_key = loss_key, accuracy_key
        self.identify_timeout = identify_timeout
        self._site_of: dict[int, int] = {}
        self._awaited_nodes = strategy.min_available_nodes
        self._asked: dict[int, str] = {}
        self._failed: set[int] = set()
        self._arrays = ArrayRecord()
        self._sent: dict[int, tuple[list[np.ndarray], MetricRecord]] = {}
        self._metrics: MetricRecord | None = None
        self._mean: tuple[int, list[np.ndarray]] | None = None

    def summary(self) -> None:
        log(
            INFO,
            "\t├──> cafe control: %s sites, %.4g g",
            len(self.controller.sites),
            self.controller.budget_g,
        )
        self.strategy.summary()

    # Whom to train

    def configure_train(self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid) -> Iterable[Message]:
        self._arrays = arrays
        node_of = self._connected(grid)
        found: dict[str, Any] = dict(self.conditions(self.controller.round)) if self.conditions else {}
        found["available"] = sorted(set(node_of) & set(found.get("available", node_of)))
        sites = self.controller.select(**found)
        log(INFO, "cafe: round %s trains %s", self.controller.round, [self.controller.sites[s] for s in sites])
        if not sites:
            return []
        chosen = _Nodes(grid, [node_of[site] for site in sites])
        strategy = self.strategy
        strategy.fraction_train, strategy.min_train_nodes = 1.0, len(sites)
        strategy.min_available_nodes = len(sites)
        return strategy.configure_train(server_round, arrays, config, cast(Grid, chosen))

    def _connected(self, grid: Grid) -> dict[int, int]:
        """The node of each site that is connected. New nodes are asked who they are, and waited for; those that failed are
        asked as well, and are back when they answer."""
        while len(nodes := list(grid.get_node_ids())) < self._awaited_nodes:
            time.sleep(0.5)
        self._awaited_nodes = 0
        unknown = [node for node in nodes if node not in self._site_of and node not in self._asked]
        questions = [Message(RecordDict(), dst_node_id=node, message_type=MessageType.QUERY) for node in unknown]
        if questions:
            self._asked |= dict(zip(unknown, grid.push_messages(questions), strict=True))
        deadline = time.monotonic() + self.identify_timeout
        while self._asked:
            for reply in grid.pull_messages(list(self._asked.values())):
                self._hear(reply)
            if all(node in self._failed for node in self._asked) or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        return {self._site_of[node]: node for node in nodes if node in self._site_of}

    def _hear(self, reply: Message) -> None:
        node = reply.metadata.src_node_id
        self._asked.pop(node, None)
        if reply.has_error():
            log(WARNING, "cafe: node %s does not say which site it is: %s", node, reply.error.reason)
            return
        self._failed.discard(node)
        self._site_of[node] = self._site(str(reply.content.config_records[_SITE]["site"]))

    def _site(self, name: str) -> int:
        if name in self.controller.sites:
            return self.controller.sites.index(name)
        if name.isdigit() and int(name) < len(self.controller.sites):
            return int(name)
        raise ValueError(f"a node is site {name!r}; the experiment has {', '.join(self.controller.sites)}")

    # What they send

    def aggregate_train(self, server_round: int, replies: Iterable[Message]) -> tuple[ArrayRecord | None, MetricRecord | None]:
        by_site: dict[int, Message] = {}
        for reply in replies:
            site = self._site_of[reply.metadata.src_node_id]
            if reply.has_error():
                log(WARNING, "cafe: site %s failed: %s", self.controller.sites[site], reply.error.reason)
            else:
                by_site[site] = reply
        for site in sorted(set(self.controller.selected) - set(by_site)):
            log(WARNING, "cafe: site %s sent nothing; its carbon is booked", self.controller.sites[site])
            self._failed |= {node for node, other in self._site_of.items() if other == site}
            self._site_of = {node: other for node, other in self._site_of.items() if other != site}
        base = self._arrays.to_numpy_ndarrays()
        fresh: dict[int, tuple[list[np.ndarray], MetricRecord]] = {}
        updates: dict[int, Update] = {}
        for site, reply in by_site.items():
            [record] = reply.content.array_records.values()
            [metrics] = reply.content.metric_records.values()
            change = [new - old for new, old in zip(record.to_numpy_ndarrays(), base, strict=True)]
            fresh[site] = (change, metrics)
            flat = np.concatenate([c.ravel() for c in change]) if self.controller.update_size else None
            loss = metrics.get(self.loss_key)
            updates[site] = Update(flat, loss=float(loss) if isinstance(loss, float | int) else None)
        weights = self.controller.report(updates)
        weighted = [(weights.fresh[s], *fresh[s]) for s in sorted(fresh)]
        weighted += [(weights.remembered[s], *self._sent[s]) for s in sorted(self._sent) if weights.remembered[s] != 0]
        self._sent |= fresh
        if not fresh:
            return None, None
        arrays, means = self.strategy.aggregate_train(server_round, self._messages(weighted, base))
        if arrays is not None:
            self._follow(arrays)
        return arrays, means

    def _messages(
        self, weighted: Sequence[tuple[float, list[np.ndarray], MetricRecord]], base: list[np.ndarray]
    ) -> list[Message]:
        """Replies whose mean, as the strategy weighs them, is base + Σ weight·change."""
        # The strategy divides by the sum of the weights.
        scale = sum(weight for weight, _, _ in weighted)
        messages = []
        for weight, change, metrics in weighted:
            arrays = ArrayRecord(
                {
                    key: Array(np.asarray(old + scale * c, old.dtype))
                    for key, old, c in zip(self._arrays, base, change, strict=True)
                }
            )
            own = MetricRecord(dict(metrics) | {self.strategy.weighted_by_key: float(weight)})
            content = RecordDict({self.strategy.arrayrecord_key: arrays, "metrics": own})
            messages.append(SimpleNamespace(content=content, has_error=lambda: False))
        return cast(list[Message], messages)

    def _follow(self, arrays: ArrayRecord) -> None:
        """The running mean of models, where the method delivers one."""
        decay = self.controller.average_decay
        if decay is None:
            return
        model = arrays.to_numpy_ndarrays()
        if self._mean is None:
            self._mean = (1, model)
            return
        count, mean = self._mean[0] + 1, self._mean[1]
        kept = np.float32(min(decay, 1 - 1 / count))
        self._mean = (count, [kept * old + (1 - kept) * new for old, new in zip(mean, model, strict=True)])

    def delivered(self, arrays: ArrayRecord) -> ArrayRecord:
        """The model that the method delivers: ``arrays``, or the running mean of models."""
        if self._mean is None:
            return arrays
        return ArrayRecord({key: Array(m) for key, m in zip(arrays, self._mean[1], strict=True)})

    # How good it is

    def configure_evaluate(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        self.strategy.min_available_nodes = min(self.strategy.min_evaluate_nodes, len(list(grid.get_node_ids())))
        return self.strategy.configure_evaluate(server_round, self.delivered(arrays), config, grid)

    def aggregate_evaluate(self, server_round: int, replies: Iterable[Message]) -> MetricRecord | None:
        self._metrics = self.strategy.aggregate_evaluate(server_round, replies)
        return self._metrics

    def start(
        self,
        grid: Grid,
        initial_arrays: ArrayRecord,
        num_rounds: int | None = None,
        timeout: float = 3600,
        train_config: ConfigRecord | None = None,
        evaluate_config: ConfigRecord | None = None,
        evaluate_fn: EvaluateFn | None = None,
    ) -> Result:
        """As ``Strategy.start``; by default for all rounds that the controller has left.

        ``timeout`` is how long a round waits for a node before it goes on without it.
        """
        left = self.controller.rounds - self.controller.round

        def close(server_round: int, arrays: ArrayRecord) -> MetricRecord | None:
            found = evaluate_fn(server_round, self.delivered(arrays)) if evaluate_fn else None
            if server_round > 0:
                self._close(found or self._metrics)
            return found

        result = super().start(
            grid,
            initial_arrays,
            left if num_rounds is None else min(left, num_rounds),
            timeout,
            train_config,
            evaluate_config,
            close,
        )
        result.arrays = self.delivered(result.arrays)
        return result

    def _close(self, metrics: MetricRecord | None) -> None:
        values = [None if metrics is None else metrics.get(key) for key in (self.loss_key, self.accuracy_key)]
        loss, accuracy = (float(v) if isinstance(v, float | int) else None for v in values)
        booked = self.controller.close_round(loss=loss, accuracy=accuracy)
        log(
            INFO,
            "cafe: round %s emitted %.4g g, all so far %.4g of %.4g g",
            booked.round,
            float(booked.site_g.sum()),
            booked.cumulative_g,
            self.controller.budget_g,
        )


class _Nodes:
    """A grid of the chosen nodes only, for a strategy that samples from it."""

    def __init__(self, grid: Grid, nodes: list[int]) -> None:
        self._grid, self._nodes = grid, nodes

    def get_node_ids(self) -> list[int]:
        return list(self._nodes)

    def __getattr__(self, name: str) -> object:
        return getattr(self._grid, name)
