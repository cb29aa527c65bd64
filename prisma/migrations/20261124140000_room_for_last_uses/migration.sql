-- Last uses are written to tokens all the time. With room left on its page, the new version of a row stays there
-- and no index is touched.
ALTER TABLE access_tokens SET (fillfactor = 80);
