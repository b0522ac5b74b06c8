"""Policies in Python for `cafe`, and `cafe` as the controller of a federation.

``cafe_fl.policy`` writes a selection rule, ``cafe_fl.controller`` asks the controller, ``cafe_fl.flower`` puts it into a
Flower federation, and ``cafe_fl.results`` reads run folders as pandas frames.
"""
