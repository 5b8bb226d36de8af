-- A recording names its publisher, and its licence asks that the site say so, whoever entered the
-- site. Plain table, so a grant on the column is one.
grant update (attribution) on site to wegwarte_ingest;
