-- In this transaction rows are found by indexes, whatever the tables held when a plan was made.
set local enable_seqscan to off
