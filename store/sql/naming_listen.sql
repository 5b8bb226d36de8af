-- Be told when a codec, a model or whose a name is has changed.
listen wegwarte_registry
