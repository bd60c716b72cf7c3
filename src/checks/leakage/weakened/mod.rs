//! Protection that the code weakens.

pub mod predictable_random_value;
pub mod secret_compared_by_equality;
pub mod static_key;
pub mod weak_cipher;
pub mod weak_hash_for_password;
