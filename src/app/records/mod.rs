//! What can be done with a record of any kind.

pub mod answers;
pub mod create;
pub mod cursor;
pub mod draft;
pub mod edit;
mod excerpt;
mod figures;
pub mod history;
pub mod list;
pub mod news;
pub mod next_step;
pub mod promote;
pub mod purge;
pub mod recent;
pub mod reference;
pub mod remove;
pub mod reveal;
pub mod search;
pub mod show;
pub mod timeline;
pub mod transition;
pub mod viewers;
