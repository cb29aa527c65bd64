-- Some clients know a repository by the hash of its name only. convert_to depends on the encodings of a database, which
-- never change, so the function may be called immutable, as an index needs it.
CREATE FUNCTION hashed_name(name text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN pg_catalog.sha256(pg_catalog.convert_to(name, 'UTF8'));

CREATE INDEX repositories_hashed_name ON repositories (hashed_name(name_key)) WHERE deleted_at IS NULL;
