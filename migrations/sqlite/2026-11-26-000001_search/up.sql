-- All words of a member stand beside each of them: who has several is read off one of them.
CREATE TABLE words (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    word TEXT NOT NULL,
    member_id TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (organization_id, word, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO words (organization_id, word, member_id, line)
    SELECT member_words.organization_id, word, member_words.member_id, words
    FROM member_words JOIN memberships ON memberships.member_id = member_words.member_id AND valid_to IS NULL;
DROP TABLE member_words;
ALTER TABLE words RENAME TO member_words;
CREATE INDEX member_words_member ON member_words (member_id);

-- A page of the directory is found in one index, whatever it is narrowed to: what an index is not sorted by, and a
-- page is narrowed by, stands at its end.
DROP INDEX memberships_words;
DROP INDEX memberships_email;
DROP INDEX memberships_role;
DROP INDEX memberships_joined;
DROP INDEX memberships_everybody;
CREATE INDEX memberships_words ON memberships (organization_id, status, words, member_id, role_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_role_words ON memberships (organization_id, status, role_id, words, member_id) WHERE valid_to IS NULL;
CREATE INDEX memberships_email ON memberships (organization_id, status, email_key, member_id, role_id, words) WHERE valid_to IS NULL;
CREATE INDEX memberships_role ON memberships (organization_id, status, role_id, member_id, words) WHERE valid_to IS NULL;
CREATE INDEX memberships_joined ON memberships (organization_id, status, joined_at, member_id, role_id, words) WHERE valid_to IS NULL;

-- People are searched for by words everywhere.
ALTER TABLE users DROP COLUMN search_text;
