-- With the primary key they find, for a caller with few grants, everything that the caller sees without a look at the rest.
CREATE INDEX repositories_public ON repositories (id) WHERE NOT is_private;
CREATE INDEX repositories_unrestricted ON repositories (id) WHERE unrestricted;
