-- migrate:up
CREATE TABLE old (id int);
