-- Be told when something of a past day has been marked.
listen wegwarte_dirty
