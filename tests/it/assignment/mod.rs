//! The assignment kernel against a complete oracle, certificates and laws.
