-- Kind and secret of a road whose messages are pushed.
select kind, push_sha256 from source where name = %(name)s and push_sha256 is not null
