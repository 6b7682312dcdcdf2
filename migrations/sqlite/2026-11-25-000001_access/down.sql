DROP INDEX grants_resource;
DROP TABLE api_keys;
DROP TABLE shares;
DROP TABLE items;
DROP TABLE group_memberships;
DROP TABLE groups;
DROP TABLE roles;
