-- See one state of the database in this transaction.
set transaction isolation level repeatable read
