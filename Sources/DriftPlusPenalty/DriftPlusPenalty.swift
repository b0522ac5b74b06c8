// DriftPlusPenalty
