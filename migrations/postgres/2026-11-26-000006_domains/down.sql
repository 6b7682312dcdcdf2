ALTER TABLE sessions DROP COLUMN method;
DROP TABLE join_requests;
DROP TABLE domains;
