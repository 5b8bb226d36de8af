-- Forget conflicts that blocks of a run had raised.
delete from conflict using block where conflict.block = block.id and block.run = %(run)s
