-- By which version of each method everything was made that is stored of it.
select method, version from derive_formula
