//! Stories of the index, told from its front door.

mod damage;
mod naive;
mod paper;
mod stories;
