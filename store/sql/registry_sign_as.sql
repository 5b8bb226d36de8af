-- Write the registry in this transaction although the login otherwise only reads.
set local role wegwarte_registry
