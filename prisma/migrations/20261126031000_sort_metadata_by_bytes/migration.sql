-- Keys and values are listed in the order of their bytes, which is the same on every database. The index on the keys is
-- made anew with it; the table itself stays as it is.
ALTER TABLE "repository_metadata"
  ALTER COLUMN "key" TYPE TEXT COLLATE "C",
  ALTER COLUMN "value" TYPE TEXT COLLATE "C";
