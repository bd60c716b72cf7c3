pub mod pod_spec;
