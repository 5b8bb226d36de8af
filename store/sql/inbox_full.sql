-- Whether so many messages wait already.
select count(*) >= %(messages_max)s from (select from inbox limit %(messages_max)s) as waiting
