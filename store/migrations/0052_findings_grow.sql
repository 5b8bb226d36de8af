-- A fault that goes on after somebody decided about it grows, and its mark with it.

-- Up to when the site was looked at when the finding was found last: one that ends there goes on.
alter table finding add column through timestamptz;

-- The nightly look makes the mark of a decision longer.
grant update on judgement to wegwarte_derive;
