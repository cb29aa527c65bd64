-- A space may stand in a name, as in `My Project/app`, but not at the edge of a part, where nobody sees it. Whatever the
-- constraint before this one took is taken still, so that the version before goes on.
ALTER TABLE repositories DROP CONSTRAINT repositories_name_is_a_path;
ALTER TABLE repositories ADD CONSTRAINT repositories_name_is_a_path
  CHECK (length(name) BETWEEN 1 AND 500 AND name !~ '(^|/)(\.{0,2}|-)(/|$)' AND name !~ '[@[:cntrl:]]|(?! )\s'
    AND name !~ '(^|/) | (/|$)' AND name !~ '^-');
