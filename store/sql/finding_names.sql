-- What datastreams are called in findings: no two are called the same, and it never changes.
select id, site || '/' || source_id || ' (' || property || ')' from datastream
