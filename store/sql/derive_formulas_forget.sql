-- It is not known any more by which versions everything was made.
delete from derive_formula
