//! Beyond the seven facts: what the outside world can reach.
