// FederatedEngine
