//! Every reason in rounds, by a case made by hand.
