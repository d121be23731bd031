//! An independent re-check of plans, from the definitions.
//!
//! The audit shares no code with what it checks: it reads plain facts of the
//! organisation, walks upwards step by step, counts minutes one by one, and
//! scans lists. It is slow and plain on purpose.

mod rescore;
