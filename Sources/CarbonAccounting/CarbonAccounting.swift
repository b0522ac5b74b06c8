// CarbonAccounting
