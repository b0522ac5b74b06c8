// Coresets
