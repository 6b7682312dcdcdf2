DROP INDEX memberships_ended;
DROP INDEX memberships_past;
DROP TABLE invite_links;
