//! Fact 2: Kyma maintains its default runtime images; who overrides one answers for it.
