-- Migration number: 0001
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL, -- shown in lists; "semicolons;" are fine
  body TEXT DEFAULT 'it''s; empty'
);
CREATE TRIGGER touched AFTER INSERT ON posts BEGIN
  UPDATE posts SET title = trim(title) WHERE id = NEW.id;
  SELECT 1;
END;
