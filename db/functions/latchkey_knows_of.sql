-- Asked where no key was found together with its account and plan: whether that says that there is none. A database
-- without any account is one that is about to be filled, and knows nothing.
CREATE OR REPLACE FUNCTION latchkey_knows_of(p_hash bytea) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM accounts) AND NOT EXISTS (SELECT FROM api_keys WHERE hash = p_hash)
    AND latchkey_is_whole();
END $$;
