-- How long a state holds follows the model, also for channels that have a number already.
grant update (hold_max_s) on channel to wegwarte_registry;
