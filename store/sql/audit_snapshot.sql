-- One state of the database for all recounts of an audit.
set transaction isolation level repeatable read, read only
