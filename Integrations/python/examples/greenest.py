"""The k greenest sites of each round; `settings: {sites: k}` in the experiment file."""

from cafe_fl.policy import Policy, Slot


class Greenest(Policy):
    def select(self, slot: Slot) -> list[int]:
        return slot.cheapest(by=slot.intensities)[: slot.run.settings.get("sites", 3)]


if __name__ == "__main__":
    Greenest.run()
