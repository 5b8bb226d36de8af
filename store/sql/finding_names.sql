-- What datastreams are called in findings; it never changes.
select id, site || '/' || source_id from datastream
