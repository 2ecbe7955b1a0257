INSERT INTO posts (title) VALUES (' first '), ('second');
ALTER TABLE posts ADD COLUMN at INTEGER DEFAULT 5;
-- nothing behind this line
