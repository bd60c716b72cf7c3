//! What the code of a Function does.
mod form;
mod javascript;
mod place;
mod python;
mod scope;
mod unparsed;
